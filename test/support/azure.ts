import { execFile, execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { connect, type AddressInfo, type Server } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** A stub of what `az` talks to: the login, the list of subscriptions, and one key vault, all behind a proxy. */
export interface Azure {
  /** What `az` needs in its environment, with which it is logged in. */
  readonly env: Readonly<Record<string, string>>;
  readonly stop: () => void;
}

const TENANT = '11111111-1111-4111-8111-111111111111';
const LOGIN = 'login.microsoftonline.com';
const HOSTS = [LOGIN, 'management.azure.com', 'shop-prod.vault.azure.net'];

/** Makes a certificate for all hosts, which is its own authority. */
const makeCertificate = (folder: string): { readonly key: Buffer; readonly cert: Buffer } => {
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const names = HOSTS.map((host) => `DNS:${host}`).join(',');
  execFileSync(
    'openssl',
    ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=stub'].concat([
      '-addext',
      `subjectAltName=${names}`,
      '-keyout',
      key,
      '-out',
      cert,
    ]),
    { stdio: 'ignore' },
  );
  return { key: readFileSync(key), cert: readFileSync(cert) };
};

/** Source: the reference of OpenID Connect Discovery, of the OAuth 2.0 token endpoint, and "Subscriptions - List". */
const answerLogin = (url: string): object => {
  const base = `https://${LOGIN}/${TENANT}`;
  return url.includes('openid-configuration')
    ? {
        issuer: `${base}/v2.0`,
        authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
        token_endpoint: `${base}/oauth2/v2.0/token`,
      }
    : { token_type: 'Bearer', expires_in: 3600, access_token: 'stub' };
};

const SUBSCRIPTIONS = {
  value: [
    {
      id: `/subscriptions/${TENANT}`,
      subscriptionId: TENANT,
      displayName: 'stub',
      state: 'Enabled',
      tenantId: TENANT,
    },
  ],
};

/** Source: the Key Vault REST API reference, "Authentication, requests and responses" and "Get Secret". */
const answerVault = (
  request: IncomingMessage,
  response: ServerResponse,
  secrets: Readonly<Record<string, string>>,
): object => {
  if (request.headers.authorization === undefined) {
    response.statusCode = 401;
    response.setHeader(
      'www-authenticate',
      `Bearer authorization="https://${LOGIN}/${TENANT}", resource="https://vault.azure.net"`,
    );
    return { error: { code: 'Unauthorized' } };
  }
  const [, name = ''] = /^\/secrets\/([\w-]+)/.exec(request.url ?? '') ?? [];
  const value = secrets[name];
  if (value === undefined) {
    response.statusCode = 404;
    return { error: { code: 'SecretNotFound', message: 'not found' } };
  }
  const id = `https://shop-prod.vault.azure.net/secrets/${name}/4387e9f3d6e14c459867679a90fd0f79`;
  return { value, id, attributes: { enabled: true, created: 1_493_938_410, updated: 1_493_938_410 } };
};

const listen = async (server: Server): Promise<number> => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
};

/** Starts the stub, whose vault `shop-prod` has these secrets, and logs in with the real `az`. */
export const startAzure = async (
  folder: string,
  secrets: Readonly<Record<string, string>>,
  path: string,
): Promise<Azure> => {
  const services = createTlsServer(makeCertificate(folder), (request, response) => {
    const host = request.headers.host ?? '';
    response.setHeader('content-type', 'application/json');
    const body =
      host === LOGIN
        ? answerLogin(request.url ?? '')
        : host === 'management.azure.com'
          ? SUBSCRIPTIONS
          : answerVault(request, response, secrets);
    response.end(JSON.stringify(body));
  });
  const port = await listen(services);
  const proxy = createServer().on('connect', (_request, client) => {
    const upstream = connect(port, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 OK\r\n\r\n');
      upstream.pipe(client).pipe(upstream);
    });
    client.on('error', () => upstream.destroy());
    upstream.on('error', () => client.destroy());
  });
  const env = {
    HTTPS_PROXY: `http://127.0.0.1:${String(await listen(proxy))}`,
    REQUESTS_CA_BUNDLE: join(folder, 'cert.pem'),
    AZURE_CONFIG_DIR: join(folder, 'azure'),
    AZURE_CORE_COLLECT_TELEMETRY: 'false',
  };
  const stop = (): void => {
    services.closeAllConnections();
    services.close();
    proxy.closeAllConnections();
    proxy.close();
  };
  await logIn({ PATH: path, HOME: folder, ...env });
  return { env, stop };
};

const logIn = async (env: Readonly<Record<string, string>>): Promise<void> => {
  const login = [
    'login',
    '--service-principal',
    '--username',
    TENANT,
    '--password',
    'stub',
    '--tenant',
    TENANT,
  ];
  await promisify(execFile)('az', login, { env });
};
