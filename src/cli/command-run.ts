/**
 * What surrounds a command that runs: the CI system is told, and failures are reported. Loaded as one piece, and only then.
 *
 * @packageDocumentation
 */
export { createCrashReport, failRun } from './failure-report.js';
export { openCi, tellCi } from './tell-ci.js';
