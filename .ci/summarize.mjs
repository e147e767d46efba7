// Lists the tests that were skipped, and closes with the counts, from a report of vitest in JSON.
import { readFileSync } from 'node:fs';

const report = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const isSkipped = ({ status }) => status === 'skipped' || status === 'pending' || status === 'todo';
const skipped = report.testResults.flatMap(({ name, assertionResults }) =>
  assertionResults.filter(isSkipped).map(({ fullName }) => `  ${name.split('/test/').at(-1)}: ${fullName}`),
);
console.log(skipped.length === 0 ? 'Nothing was skipped.' : `Skipped:\n${skipped.join('\n')}`);
console.log(`${report.numPassedTests} passed, ${report.numFailedTests} failed, ${skipped.length} skipped`);
