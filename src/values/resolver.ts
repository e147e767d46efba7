import type { DeclaredOverride, ValueSource } from '../model/declared-override.js';
import { createDiagnostic, type Diagnostic, type Severity } from '../model/diagnostic.js';
import type { Explanation } from '../model/explanation.js';
import { SecretValue } from '../model/secret-value.js';
import type { ValueReference, ValueResolution } from '../model/value-reference.js';
import { findOddities, findPoison, type CheckedValue } from './checks.js';
import { completeContext, type ValueContext, type ValueOptions } from './context.js';
import { createDebugLog } from './debug-log.js';
import { createSecretCheck } from './own-secrets.js';
import { createEnvReader, type EnvReader } from './sources/env.js';
import { describePlace, lookUpScalar, type ValueScalar } from './value-node.js';
import { miss, succeed, type Outcome, type ValueProblem } from './outcome.js';
import {
  createDocumentReader,
  createIdentityLoader,
  describeSource,
  type DocumentReader,
} from './read-document.js';

/** Reads the values that manifests refer to. */
export interface ValueResolver {
  /**
   * Never rejects for anything that a user can cause. Failures are diagnostics at the override's value, with codes such as
   * `env-not-set`, `file-outside-root`, `exec-not-allowed`, `sops-altered`, `vault-denied` or `empty-value`. Warnings are
   * `trailing-newline`, `interpolated-value`, `encrypted-content`, and the codes of `SUSPICIOUS_FORMS`.
   */
  readonly resolve: (declared: DeclaredOverride) => Promise<ValueResolution>;
  /** Passes on what commands wrote to stderr, with every value resolved so far hidden. Call it when all are resolved. */
  readonly report: () => void;
  /** How many different files, commands and Vault secrets have been read so far. */
  readonly reads: () => number;
  /** Ends what the run began elsewhere: revokes the tokens that it logged in for. Call it in any case, even after an interrupt. */
  readonly close: () => Promise<void>;
}

/**
 * Makes the resolver of one run. Nothing is read before it is needed, and nothing is read twice. SOPS files are decrypted in
 * this process and their MAC is verified; Vault is read through its KV API, versions 1 and 2.
 */
export const createValueResolver = (options: ValueOptions): ValueResolver => {
  const given = completeContext(options);
  const log =
    given.debug === null
      ? null
      : createDebugLog(
          given.debug,
          given.secrets.map((secret) => secret.reveal()),
        );
  const context: ValueContext = log === null ? given : { ...given, debug: log.hold };
  const loadIdentities = createIdentityLoader(context);
  const tokens: SecretValue[] = [];
  const findSecret = createSecretCheck(() => [...context.secrets, ...tokens], loadIdentities);
  const readEnv = createEnvReader(context.env, context.allowEnv);
  const documents = createDocumentReader(context, loadIdentities, (token) => {
    tokens.push(token);
    log?.hide(token.reveal());
  });
  return {
    resolve: async (declared) => {
      const read =
        (await askSource(context.source, declared)) ?? (await readText(declared, readEnv, documents));
      if (read.kind === 'problem') return fail(declared, read.problem);
      log?.hide(read.value.text);
      const secret = await findSecret(read.value.text, describeValue(declared.valueFrom));
      return secret === null ? judge(declared, read.value, context.strict) : fail(declared, secret);
    },
    report: () => log?.release(),
    reads: documents.reads,
    close: documents.close,
  };
};

/** The text of a value as it was read. */
type ReadText = Pick<ValueScalar, 'text' | 'clear'>;

/** Asks the program's own source; null where there is none, or it leaves the value to the manifest. */
const askSource = async (
  source: ValueSource | null,
  declared: DeclaredOverride,
): Promise<Outcome<ReadText> | null> => {
  if (source === null) return null;
  try {
    const text = await source(declared);
    return text === null ? null : succeed({ text });
  } catch {
    return miss('source-failed', 'the value source of this program failed');
  }
};

const readText = async (
  { valueFrom, folder }: DeclaredOverride,
  readEnv: EnvReader,
  documents: DocumentReader,
): Promise<Outcome<ReadText>> => {
  switch (valueFrom.kind) {
    case 'literal':
      return succeed({ text: valueFrom.value.reveal() });
    case 'env': {
      const text = readEnv(valueFrom.name);
      return text.kind === 'ok' ? succeed({ text: text.value }) : text;
    }
    case 'file': {
      const document = await documents.read(valueFrom, folder);
      return document.kind === 'ok' ? lookUpScalar(document.value, [], describeValue(valueFrom)) : document;
    }
    case 'read': {
      const document = await documents.read(valueFrom.read, folder);
      if (document.kind === 'problem') return document;
      return lookUpScalar(document.value, valueFrom.path, describeSource(valueFrom.read));
    }
  }
};

const judge = (declared: DeclaredOverride, { text, clear }: ReadText, isStrict: boolean): ValueResolution => {
  const checked: CheckedValue = {
    text,
    clear: clear ?? null,
    subject: describeValue(declared.valueFrom),
    source: declared.valueFrom.kind,
    allowEmpty: declared.allowEmpty,
    allowUnauthenticated: declared.allowUnauthenticated,
    allowSuspicious: declared.allowSuspicious,
    isStrict,
    isInterpolated: declared.enableInterpolationInFile !== false,
  };
  const poison = findPoison(checked);
  if (poison !== null) return fail(declared, poison);
  return {
    kind: 'resolved',
    value: new SecretValue(text),
    warnings: findOddities(checked).map((oddity) => locate(declared, 'warning', oddity)),
  };
};

const fail = (declared: DeclaredOverride, problem: ValueProblem): ValueResolution => ({
  kind: 'failed',
  refused: problem.refused,
  diagnostic: locate(declared, 'error', problem),
});

const locate = (declared: DeclaredOverride, severity: Severity, explanation: Explanation): Diagnostic =>
  createDiagnostic({ severity, ...explanation, location: declared.places.value });

const describeValue = (reference: ValueReference): string => {
  switch (reference.kind) {
    case 'literal':
      return 'the value';
    case 'env':
      return `the environment variable ${reference.name}`;
    case 'file':
      return describeSource(reference);
    case 'read':
      return describePlace(reference.path, describeSource(reference.read));
  }
};
