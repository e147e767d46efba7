import { isServiceType } from '../model/scope.js';
import type { ChangeOutcome } from '../model/write.js';
import { printable } from './escape.js';

const INDENT = ' '.repeat(2);

/** Says which services must be redeployed before what was written is live; one line each, none when nothing was written. */
export const renderRedeployNotice = (outcomes: readonly ChangeOutcome[]): readonly string[] => {
  const applied = outcomes.filter((outcome) => outcome.outcome === 'applied');
  const services = placesOf(applied.filter(({ change }) => isServiceType(change.scopeType)));
  const wider = placesOf(applied.filter(({ change }) => !isServiceType(change.scopeType)));
  return [
    ...(services.length === 0
      ? []
      : [
          'An override is live only after a redeploy. Waiting:',
          ...services.map((place) => `${INDENT}${place}`),
        ]),
    ...(wider.length === 0
      ? []
      : [
          'Changed for a whole environment or project; redeploy the services there that use it:',
          ...wider.map((place) => `${INDENT}${place}`),
        ]),
  ];
};

/** The distinct scopes of some changes: their addresses without the secret's key, in which a `/` is always encoded. */
const placesOf = (outcomes: readonly ChangeOutcome[]): readonly string[] => [
  ...new Set(
    outcomes.map(({ change }) => printable(change.address.slice(0, change.address.lastIndexOf('/')))),
  ),
];
