import { X509Certificate } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createSecureContext } from 'node:tls';
import { codeOf } from '../../files/error-code.js';
import { readNamedFile } from '../../files/read-named.js';
import type { TlsOptions } from '../../http/agent.js';
import type { ValueContext } from '../context.js';
import { miss, refuse, succeed, type Outcome } from '../outcome.js';
import { readVariable, type VaultVariable } from './variables.js';

/** Bytes of the largest file of certificates or keys. */
const LARGEST_FILE = 4 * 1024 * 1024;
/** Most files in a folder of certificates. */
const MOST_FILES = 1000;

type TlsContext = Pick<ValueContext, 'env' | 'signal'>;

/** Reads what Vault's own variables say about TLS; no error quotes a file. */
export const readTlsOptions = async (context: TlsContext): Promise<Outcome<TlsOptions>> => {
  const skipped = readVariable(context.env, 'SKIP_VERIFY');
  if (skipped !== null && !/^(?:0|f|false)$/i.test(skipped.text)) {
    return refuse(
      'vault-skip-verify',
      `${skipped.name} is set, and certificates are always verified`,
      'without that, anybody on the network could read the token and the values: set VAULT_CACERT to the certificate of your authority',
    );
  }
  const ca = await readAuthorities(context);
  if (ca.kind === 'problem') return ca;
  const client = await readClientCertificate(context);
  if (client.kind === 'problem') return client;
  const name = readVariable(context.env, 'TLS_SERVER_NAME');
  return succeed({
    ...(ca.value === null ? {} : { ca: [...ca.value] }),
    ...client.value,
    ...(name === null ? {} : { servername: name.text }),
  });
};

/** The authorities of `VAULT_CACERT`, or else of `VAULT_CAPATH`, as Vault's own command line does; null for those of Node. */
const readAuthorities = async (context: TlsContext): Promise<Outcome<readonly string[] | null>> => {
  const file = readVariable(context.env, 'CACERT');
  if (file !== null) {
    const text = await readFile(file.text, file.name, context);
    return text.kind === 'ok' ? parseCertificates(text.value, file.name) : text;
  }
  const folder = readVariable(context.env, 'CAPATH');
  return folder === null ? succeed(null) : readFolder(folder, context);
};

const readFolder = async (
  folder: VaultVariable,
  context: TlsContext,
): Promise<Outcome<readonly string[]>> => {
  const names = await listFiles(folder);
  if (names.kind === 'problem') return names;
  const certificates: string[] = [];
  for (const file of names.value.toSorted()) {
    const text = await readFile(join(folder.text, file), `a file in ${folder.name}`, context);
    if (text.kind === 'problem') return text;
    const parsed = parseCertificates(text.value, `a file in ${folder.name}`);
    if (parsed.kind === 'problem') return parsed;
    certificates.push(...parsed.value);
  }
  return certificates.length > 0
    ? succeed(certificates)
    : miss(
        'vault-bad-ca',
        `the folder in ${folder.name} has no files`,
        'put the certificates of your authorities there, in PEM',
      );
};

const listFiles = async ({ name, text }: VaultVariable): Promise<Outcome<readonly string[]>> => {
  try {
    const entries = await readdir(text, { withFileTypes: true });
    // A link may lead to a file, as in the folders that `openssl rehash` makes and in volumes of Kubernetes.
    const files = entries.filter(
      (entry) => entry.isFile() || (entry.isSymbolicLink() && !entry.name.startsWith('..')),
    );
    return files.length <= MOST_FILES
      ? succeed(files.map((entry) => entry.name))
      : miss(
          'vault-bad-ca',
          `the folder in ${name} has more than ${String(MOST_FILES)} files`,
          'set VAULT_CACERT to one file',
        );
  } catch (error) {
    return unreadable(name, codeOf(error));
  }
};

const BEGIN = '-----BEGIN CERTIFICATE-----';
const END = '-----END CERTIFICATE-----';

/** Takes the certificates out of a PEM file, which may have comments between them; Node would ignore what it cannot read. */
const parseCertificates = (text: string, name: string): Outcome<readonly string[]> => {
  const certificates = text.split(END).flatMap((part) => {
    const begin = part.lastIndexOf(BEGIN);
    return begin === -1 ? [] : [`${part.slice(begin)}${END}\n`];
  });
  return certificates.length > 0 && certificates.every(isCertificate)
    ? succeed(certificates)
    : miss(
        'vault-bad-ca',
        `${name} does not contain certificates in PEM`,
        'a PEM file has lines such as "-----BEGIN CERTIFICATE-----"; `openssl x509 -inform der` converts a DER file',
      );
};

const isCertificate = (pem: string): boolean => {
  try {
    return new X509Certificate(pem).raw.length > 0;
  } catch {
    return false;
  }
};

const readClientCertificate = async (context: TlsContext): Promise<Outcome<TlsOptions>> => {
  const [certificate, key] = [
    readVariable(context.env, 'CLIENT_CERT'),
    readVariable(context.env, 'CLIENT_KEY'),
  ];
  if (certificate === null && key === null) return succeed({});
  if (certificate === null || key === null) {
    return miss(
      'vault-bad-client-certificate',
      `${(certificate ?? key)?.name ?? ''} is set without ${certificate === null ? 'VAULT_CLIENT_CERT' : 'VAULT_CLIENT_KEY'}`,
      'a client certificate needs both files',
    );
  }
  const cert = await readFile(certificate.text, certificate.name, context);
  if (cert.kind === 'problem') return cert;
  const privateKey = await readFile(key.text, key.name, context);
  if (privateKey.kind === 'problem') return privateKey;
  const pair = { cert: cert.value, key: privateKey.value };
  const problem = findPairProblem(pair);
  return problem === null
    ? succeed(pair)
    : miss(
        'vault-bad-client-certificate',
        `the client certificate cannot be used: ${problem}`,
        `check ${certificate.name} and ${key.name}`,
      );
};

const findPairProblem = (pair: { readonly cert: string; readonly key: string }): string | null => {
  if (!pair.cert.includes(BEGIN)) return 'the certificate is not PEM';
  if (!/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(pair.key)) return 'the key is not PEM';
  if (/BEGIN ENCRYPTED PRIVATE KEY|^Proc-Type: 4,ENCRYPTED/m.test(pair.key))
    return 'the key has a passphrase';
  try {
    createSecureContext(pair);
    return null;
  } catch (error) {
    return codeOf(error).includes('MISMATCH')
      ? 'the key belongs to another certificate'
      : 'one of the files is damaged';
  }
};

const readFile = async (path: string, name: string, { signal }: TlsContext): Promise<Outcome<string>> => {
  const read = await readNamedFile(path, { limit: LARGEST_FILE, signal });
  switch (read.kind) {
    case 'read':
      return succeed(read.bytes.toString('latin1'));
    case 'too-large':
      return miss('vault-bad-file', `the file in ${name} is larger than 4 MiB`, 'check the path');
    case 'not-regular':
      return miss('vault-bad-file', `${name} does not name a file`, 'check the path');
    case 'unreadable':
      return unreadable(name, read.code);
  }
};

const unreadable = (name: string, code: string): Outcome<never> =>
  miss('vault-bad-file', `${name} cannot be read (${code})`, 'check the path and its permissions');
