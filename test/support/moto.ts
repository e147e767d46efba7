import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** The server of moto, a mock of AWS that the real `aws` talks to. */
export interface Moto {
  /** What `aws` and the SDKs of AWS need in their environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Stores something, by a request of AWS's JSON protocol. */
  readonly store: (service: 'secretsmanager' | 'ssm', action: string, input: object) => Promise<void>;
  /** Deletes everything that was stored. */
  readonly reset: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

const REGION = 'eu-west-1';

const findFreePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
};

/** Starts the server, and waits until it answers. */
export const startMoto = async (): Promise<Moto> => {
  const port = await findFreePort();
  const url = `http://127.0.0.1:${String(port)}`;
  const child = spawn('moto_server', ['-H', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' });
  const ended = once(child, 'exit');
  while (!(await answers(url))) {
    if (child.exitCode !== null) throw new Error('moto_server did not start');
    await sleep(50);
  }
  return {
    env: {
      AWS_ENDPOINT_URL: url,
      AWS_ACCESS_KEY_ID: 'recipes',
      AWS_SECRET_ACCESS_KEY: 'recipes',
      AWS_DEFAULT_REGION: REGION,
    },
    store: async (service, action, input) => {
      const response = await fetch(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/x-amz-json-1.1',
          'x-amz-target': `${service === 'ssm' ? 'AmazonSSM' : service}.${action}`,
          // moto finds the service in the signature, which it does not verify.
          authorization: `AWS4-HMAC-SHA256 Credential=recipes/20260101/${REGION}/${service}/aws4_request, SignedHeaders=host, Signature=0`,
        },
        body: JSON.stringify(input),
      });
      if (!response.ok) throw new Error(`moto_server refused ${action}: ${await response.text()}`);
    },
    reset: async () => {
      await fetch(`${url}/moto-api/reset`, { method: 'POST' });
    },
    stop: async () => {
      child.kill();
      await ended;
    },
  };
};

const answers = async (url: string): Promise<boolean> => {
  try {
    return (await fetch(`${url}/moto-api/data.json`)).ok;
  } catch {
    return false;
  }
};
