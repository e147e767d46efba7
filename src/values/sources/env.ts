import { Failure } from '../../model/failure.js';
import { compileGlob, LONGEST_GLOB } from '../../text/glob.js';
import { askMeant, suggest } from '../../text/words.js';
import { isCredential } from '../credentials.js';
import { miss, refuse, succeed, type Outcome } from '../outcome.js';

/** Reads a variable by name. */
export type EnvReader = (name: string) => Outcome<string>;

/**
 * Makes the reader for `env`; the globs in `allowEnv` restrict which variables manifests may read, none meaning all.
 *
 * @throws Failure `bad-glob` for text that is not a glob.
 */
export const createEnvReader = (
  env: Readonly<Record<string, string | undefined>>,
  allowEnv: readonly string[],
): EnvReader => {
  const globs = allowEnv.map(compileAllowed);
  const isAllowed = (name: string): boolean => globs.length === 0 || globs.some((matches) => matches(name));
  return (name) => {
    if (isCredential(name)) {
      return refuse(
        'env-credential',
        `the environment variable ${name} holds a credential of this run and cannot be a value`,
        'put the secret into a variable of its own',
      );
    }
    if (!isAllowed(name)) {
      return refuse(
        'env-not-allowed',
        `--allow-env does not allow the environment variable ${name}`,
        'add a glob that matches it, if the manifest may read it',
      );
    }
    const text = lookUp(env, name);
    if (text !== undefined) return succeed(text);
    const close = suggest(
      name,
      Object.keys(env).filter((other) => isAllowed(other) && !isCredential(other)),
    );
    return miss(
      'env-not-set',
      `the environment variable ${name} is not set`,
      close === null ? null : askMeant(name, close),
    );
  };
};

const compileAllowed = (glob: string): ((name: string) => boolean) => {
  const matches = compileGlob(glob);
  if (matches !== null) return matches;
  throw new Failure(
    'bad-glob',
    `an --allow-env is empty or longer than ${LONGEST_GLOB.toLocaleString('en')} characters`,
    { hint: "pass a glob over names of variables, such as --allow-env 'CHECKOUT_*'" },
  );
};

/** Looks up own properties only: `process.env` also has inherited ones, such as `constructor`. */
const lookUp = (env: Readonly<Record<string, string | undefined>>, name: string): string | undefined =>
  Object.hasOwn(env, name) ? env[name] : undefined;
