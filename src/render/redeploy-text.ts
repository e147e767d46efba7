import { isServiceType } from '../model/scope.js';
import type { ChangeOutcome } from '../model/write.js';
import { printable } from './escape.js';

const INDENT = ' '.repeat(2);

/** Says which services must be redeployed before what was written is live; one line each, none when nothing was written. */
export const renderRedeployNotice = (outcomes: readonly ChangeOutcome[]): readonly string[] =>
  renderList(
    'An override is live only after a redeploy. Waiting:',
    placesOf(appliedOf(outcomes).filter(({ change }) => isServiceType(change.scopeType))),
  );

/** Says what changed for more than one service, all of which may have to be redeployed by hand. */
export const renderWiderNotice = (outcomes: readonly ChangeOutcome[]): readonly string[] =>
  renderList(
    'Changed for a whole environment or project; redeploy the services there that use it:',
    placesOf(appliedOf(outcomes).filter(({ change }) => !isServiceType(change.scopeType))),
  );

const renderList = (title: string, places: readonly string[]): readonly string[] =>
  places.length === 0 ? [] : [title, ...places.map((place) => `${INDENT}${place}`)];

const appliedOf = (outcomes: readonly ChangeOutcome[]): readonly ChangeOutcome[] =>
  outcomes.filter(({ outcome }) => outcome === 'applied');

/** The distinct scopes of some changes: their addresses without the secret's key, in which a `/` is always encoded. */
const placesOf = (outcomes: readonly ChangeOutcome[]): readonly string[] => [
  ...new Set(
    outcomes.map(({ change }) => printable(change.address.slice(0, change.address.lastIndexOf('/')))),
  ),
];
