import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { diff } from './cases/diff/diff.js';
import { executable } from './cases/executable.js';
import { network } from './cases/network/network.js';
import { shortManifests } from './cases/short-manifests.js';
import { startUp } from './cases/start-up.js';
import { validateGrowth } from './cases/validate/growth.js';
import { validate } from './cases/validate/validate.js';
import type { Bench, Row } from './harness/compare.js';
import { renderTable } from './harness/table.js';

const BENCHES: readonly Bench[] = [
  startUp,
  executable,
  validate,
  validateGrowth,
  shortManifests,
  diff,
  network,
];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { save: { type: 'boolean', default: false } },
});
const unknown = positionals.filter((name) => !BENCHES.some((bench) => bench.name === name));
if (unknown.length > 0) {
  process.stderr.write(
    `No such bench: ${unknown.join(', ')}. There are: ${BENCHES.map(({ name }) => name).join(', ')}.\n`,
  );
  process.exit(1);
}

const rows: Row[] = [];
for (const bench of BENCHES) {
  if (positionals.length > 0 && !positionals.includes(bench.name)) continue;
  process.stderr.write(`${bench.name} …\n`);
  rows.push(...(await bench.run()));
}
const table = renderTable(rows);
process.stdout.write(table);

if (values.save) {
  const machine = `Node ${process.versions.node}, ${String(cpus().length)} cores, ${new Date().toISOString().slice(0, 10)}`;
  const text = `# Figures\n\nTaken by \`npm run bench -- --save\` (${machine}). Each is a ratio of medians, both sides measured in turn in one run.\n\n${table}`;
  writeFileSync(new URL('results.md', import.meta.url), text);
}
