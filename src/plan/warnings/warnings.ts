import type { Diagnostic } from '../../model/diagnostic.js';
import type { Change } from '../../model/plan.js';
import { warnOfEmptied } from './emptied-value.js';
import { noteManualRedeploys } from './manual-redeploy.js';
import { warnOfSize } from './value-size.js';

/** What a plan says about its changes although nothing is wrong with them. */
export const reportCautions = (changes: readonly Change[]): readonly Diagnostic[] => [
  ...warnOfSize(changes),
  ...warnOfEmptied(changes),
  ...noteManualRedeploys(changes),
];
