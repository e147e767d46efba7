import { findProxy } from '../../../http/proxy.js';
import type { DoctorCheck } from '../../../model/doctor/report.js';
import { Failure } from '../../../model/failure.js';
import { parseApiUrl } from '../../../qovery/client/api-url.js';
import { readVersion } from '../../../files/package-file.js';
import { apiUrlOf } from '../../connect.js';
import { judgeKey } from '../../planning/judge-key.js';
import { readKeyring } from '../../planning/options.js';
import type { DoctorOptions } from '../options.js';
import { ok, problem, warning } from './check.js';

/** The oldest Node that the package supports: that of `engines` in its `package.json`. */
const LEAST_NODE = [20, 19] as const;

/** Checks what needs no request: Node, the package, the way to the API, the key. */
export const checkMachine = async (
  options: DoctorOptions,
  nodeVersion: string,
): Promise<readonly DoctorCheck[]> => [
  checkNode(nodeVersion),
  ok('package', `qoverride ${readVersion()}`),
  checkNetwork(options),
  await checkKey(options),
];

const checkNode = (version: string): DoctorCheck => {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  const [leastMajor, leastMinor] = LEAST_NODE;
  const isOld = major < leastMajor || (major === leastMajor && minor < leastMinor);
  return isOld
    ? problem('node', `Node ${version} is too old`, {
        advice: `install Node ${LEAST_NODE.join('.')} or later`,
      })
    : ok('node', `Node ${version}`);
};

const checkNetwork = (options: DoctorOptions): DoctorCheck => {
  const { env = {} } = options;
  try {
    const url = parseApiUrl(apiUrlOf(options));
    const proxy = findProxy(url, env);
    const detail = url.host;
    if (url.protocol === 'http:') return ok('network', 'plain http to this machine', { detail });
    if (env['NODE_TLS_REJECT_UNAUTHORIZED'] === '0') {
      return problem(
        'network',
        'certificates are not checked: anybody on the way could read token and values',
        {
          detail,
          advice:
            'unset NODE_TLS_REJECT_UNAUTHORIZED; for a certificate authority of your own, set NODE_EXTRA_CA_CERTS',
        },
      );
    }
    return ok('network', proxy === null ? 'TLS, without a proxy' : 'TLS, through the proxy of HTTPS_PROXY', {
      detail,
    });
  } catch (error) {
    return ofFailure('network', error);
  }
};

const checkKey = async (options: DoctorOptions): Promise<DoctorCheck> => {
  try {
    const keyring = readKeyring(options);
    if (!keyring.hasKey) {
      return warning('key', 'no fingerprint key: changed values and outside edits are not detected', {
        advice: 'make one with: qoverride keygen, and set QOVERRIDE_KEY',
      });
    }
    const weakness = await judgeKey(keyring);
    if (weakness !== null) return problem('key', weakness.message, { advice: weakness.hint });
    const old = keyring.old.length;
    return old === 0
      ? ok('key', 'the fingerprint key is strong')
      : ok('key', `the fingerprint key is strong; ${String(old)} old still verify`, {
          advice: 'when no plan says rekey any more, remove the old keys',
        });
  } catch (error) {
    return ofFailure('key', error);
  }
};

/** Reports a failure that quotes nothing foreign; a bug stays one. */
const ofFailure = (id: string, error: unknown): DoctorCheck => {
  if (!(error instanceof Failure)) throw error;
  return problem(id, error.message, { advice: error.hint });
};
