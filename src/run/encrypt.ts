import type { Clock } from '../model/clock.js';
import type { Explanation } from '../model/explanation.js';
import { Failure } from '../model/failure.js';
import type { SecretValue } from '../model/secret-value.js';
import { lookUpScalar } from '../values/value-node.js';
import {
  checkPlaintext,
  openSopsTarget,
  prepareSops,
  type SopsTargetOptions,
} from './carrying/sops-target.js';
import { clockOf } from './connect.js';

/** What to encrypt, and where it goes. */
export interface EncryptOptions extends SopsTargetOptions {
  /** Keys of maps that lead to the value, as in `path` of a manifest. */
  readonly path: readonly string[];
  /** What to encrypt; not empty. */
  readonly value: SecretValue;
  /** Whether a value that is there already may be replaced. Default: false, and a different one is an error (`value-exists`). */
  readonly replace?: boolean;
  /** Whether the value may look like what a broken pipeline leaves behind, such as `***`. Default: false. */
  readonly allowSuspicious?: boolean;
  /** Default: the machine's. */
  readonly clock?: Clock;
}

/** What became of a value. */
export interface EncryptResult {
  /** `unchanged`: exactly this value was there, and nothing was written. */
  readonly outcome: 'created' | 'added' | 'replaced' | 'unchanged';
  /** Age recipients that can open the file. */
  readonly recipients: readonly string[];
}

/**
 * Encrypts one value into a SOPS file, as `sops set` does, for `valueFrom: { sops: … }`. A new file is made for the recipients given;
 * an existing one is opened and verified first, keeps its recipients, and every other value stays.
 *
 * @throws Failure, with nothing written, such as `no-recipient`, `bad-recipient`, `no-matching-identity`, `mac-mismatch`, `value-exists`,
 * `plaintext-path` or `file-unwritable`; none quotes the value.
 */
export const encrypt = async (options: EncryptOptions): Promise<EncryptResult> => {
  const { path, value } = options;
  if (path.length === 0 || path.includes('')) {
    throw new Failure('bad-path', 'a path needs at least one key, and no empty one', {
      hint: 'name it such as stripe.key',
    });
  }
  const problem = checkPlaintext(value, 'the value', options.allowSuspicious === true);
  if (problem !== null) {
    throw new Failure(problem.code, `${problem.message}; nothing was written`, {
      hint: adviseOn(problem),
    });
  }
  const target = await openSopsTarget(options);
  const { recipients, content } = target.opened;
  const there = lookUpScalar(content, path, target.shown);
  if (there.kind === 'ok' && there.value.text === value.reveal() && there.value.clear === undefined) {
    return { outcome: 'unchanged', recipients };
  }
  if (there.kind === 'ok' && options.replace !== true) {
    throw new Failure('value-exists', `${target.shown} has another value at that path`, {
      hint: 'replace it with --replace, or choose another path',
    });
  }
  const prepared = await prepareSops(target, [{ path, value }], clockOf(options).now());
  await prepared.save();
  if (there.kind === 'ok') return { outcome: 'replaced', recipients };
  return { outcome: target.before === null ? 'created' : 'added', recipients };
};

const adviseOn = ({ code, hint }: Explanation): string => {
  if (code === 'empty-value') return 'give the value on standard input';
  if (code === 'nul-byte' || code === 'invalid-utf8') return hint ?? '';
  return 'check what came in on standard input; if the value is right, add --allow-suspicious';
};
