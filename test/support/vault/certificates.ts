import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** Whether openssl is on PATH. */
export const isOpensslHere = spawnSync('openssl', ['version']).error === undefined;

/** A certificate and its key, as paths of PEM files. */
export interface CertificateFiles {
  readonly cert: string;
  readonly key: string;
}

const openssl = (folder: string, argv: readonly string[]): void => {
  execFileSync('openssl', argv, { cwd: folder, stdio: 'ignore' });
};

const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];

/** Makes a certificate authority in a folder. */
export const makeAuthority = (folder: string, name: string): CertificateFiles => {
  const [cert, key] = [`${name}.pem`, `${name}.key`];
  openssl(folder, ['req', '-x509', ...NEW_KEY, '-keyout', key, '-out', cert, '-subj', `/CN=${name}`]);
  return { cert: join(folder, cert), key: join(folder, key) };
};

/** Makes a certificate that an authority signed, for hosts such as `DNS:localhost` and `IP:127.0.0.1`. */
export const makeCertificate = (
  folder: string,
  name: string,
  { authority, hosts }: { readonly authority: CertificateFiles; readonly hosts: string },
): CertificateFiles => {
  const [cert, key] = [`${name}.pem`, `${name}.key`];
  openssl(folder, [
    'req',
    '-x509',
    ...NEW_KEY,
    '-CA',
    authority.cert,
    '-CAkey',
    authority.key,
    '-keyout',
    key,
    '-out',
    cert,
    '-subj',
    `/CN=${name}`,
    '-addext',
    `subjectAltName=${hosts}`,
    '-addext',
    'basicConstraints=critical,CA:FALSE',
  ]);
  return { cert: join(folder, cert), key: join(folder, key) };
};
