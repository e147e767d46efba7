// `npm run build:executables -- [--platform PLATFORM]... [--out FOLDER]`: makes the executables of all platforms, or of those named.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { bundleAuditPage } from '../bundle.js';
import { writeLicences } from '../licences.js';
import { ROOT } from '../paths.js';
import { bundleExecutable } from './bundle.js';
import { fetchNode } from './fetch-node.js';
import { makeExecutable } from './make-executable.js';
import { executableName, NODE_VERSION, PLATFORMS, readPlatform, thisPlatform } from './platforms.js';
import { describeParts } from './sbom.js';

const { values } = parseArgs({
  options: { platform: { type: 'string', multiple: true }, out: { type: 'string', default: 'executables' } },
});
const platforms = (values.platform ?? Object.keys(PLATFORMS)).map(readPlatform);
const out = resolve(ROOT, values.out);

const readNodeParts = (): Readonly<Record<string, string>> => {
  const argv = ['-p', 'JSON.stringify(process.versions)'];
  return JSON.parse(execFileSync(fetchNode(thisPlatform()).program, argv, { encoding: 'utf8' }));
};

/** Writes the hashes of all executables in the folder, also those of earlier builds, as `sha256sum --check` reads them. */
const writeChecksums = (): void => {
  const lines = readdirSync(out)
    .filter((name) => name.startsWith('qoverride-'))
    .toSorted()
    .map((name) => `${createHash('sha256').update(readFileSync(join(out, name))).digest('hex')}  ${name}\n`);
  writeFileSync(join(out, 'SHA256SUMS'), lines.join(''));
};

mkdirSync(out, { recursive: true });
// On the same disk, so that what is finished only has to be renamed.
const scratch = mkdtempSync(join(out, '.making-'));
try {
  const bundle = await bundleExecutable(ROOT, scratch);
  await bundleAuditPage(ROOT, join(scratch, 'audit-page'));
  writeLicences(bundle.metafile, out, {
    head: 'The executables contain code of these packages, and Node.',
    more: [
      `node ${NODE_VERSION}\n\n${readFileSync(join(fetchNode(thisPlatform()).folder, 'LICENSE'), 'utf8').trim()}\n`,
    ],
  });
  const nodeParts = readNodeParts();
  for (const platform of platforms) {
    const shortfalls = makeExecutable(platform, { bundle, scratch, out });
    writeFileSync(
      join(out, `qoverride-${platform}.cdx.json`),
      describeParts(bundle.metafile, platform, nodeParts),
    );
    process.stdout.write(`${[join(values.out, executableName(platform)), ...shortfalls].join('\n  ')}\n`);
  }
  writeChecksums();
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
