import { Agent } from 'node:https';
import type { SecureContextOptions } from 'node:tls';

/** Certificate authorities to trust instead of Node's own, and a client certificate, in PEM; and the name in the server's certificate. */
export type TlsOptions = Pick<SecureContextOptions, 'ca' | 'cert' | 'key' | 'passphrase'> & {
  /** Default: the host of the address. */
  readonly servername?: string;
};

/** Makes the agent for https, through a tunnel where there is a proxy; loads the proxy library only then. */
export const createHttpsAgent = async (proxy: URL | null, tls: TlsOptions): Promise<Agent> => {
  if (proxy === null) return new Agent({ ...tls, keepAlive: true });
  const { HttpsProxyAgent } = await import('hpagent');
  return new HttpsProxyAgent({ ...tls, proxy, keepAlive: true });
};
