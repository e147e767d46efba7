import { execFileSync } from 'node:child_process';
import { chmodSync, rmSync } from 'node:fs';
import { bundleAuditPage, bundleProgram } from './bundle.js';
import { writeLicences } from './licences.js';
import { DIST, ROOT } from './paths.js';

rmSync(DIST, { recursive: true, force: true });

// The library, with types: what `src/index.ts` reaches, module by module, so that its users' tools see into it.
execFileSync('npx', ['--no-install', 'tsc', '-p', 'src'], { cwd: ROOT, stdio: 'inherit' });

const program = await bundleProgram(ROOT);
await bundleAuditPage(ROOT);
writeLicences(program);
chmodSync(`${DIST}/bin.js`, 0o755);
