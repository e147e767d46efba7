import type { DeclaredOverride } from '../../model/declared-override.js';
import { DESCRIPTION_LIMIT, descriptionRoom, MARKER_START } from '../../model/marker.js';
import type { Location } from '../../model/location.js';
import { SERVICE_TYPES, scopeWord, type ScopeType } from '../../model/scope.js';
import { textAt, valueAt, type MapNode, type Span } from '../parse/nodes.js';
import { makeError } from '../problem.js';
import { fillText, type PlaceholderReading } from './placeholders.js';
import { spanAt } from './read-source.js';
import { readValue, type ValueReading } from './read-value.js';
import type { DocumentTarget } from './target.js';

/** What an override is read with. */
export interface OverrideReading extends Omit<ValueReading, 'entry'> {
  readonly target: DocumentTarget;
  readonly folder: string;
  readonly locate: (span: Span) => Location;
}

/** Reads one entry for one service or scope; null, with a report, where it cannot be an override although the schema accepts it. */
export const readOverride = (
  entry: MapNode,
  precision: DeclaredOverride['precision'],
  reading: OverrideReading,
): DeclaredOverride | null => {
  const { target, locate } = reading;
  const scope = readScope(entry);
  const secret = textAt(entry, 'secret') ?? '';
  const names = { service: scope.service, secret, kind: scopeWord(scope.type) };
  const value = readValue(entry, { ...reading, entry: names });
  const description = readDescription(entry, { ...reading, entry: names });
  if (value === null) return null;
  return {
    stack: target.stack,
    stackIsWritten: target.stackIsWritten,
    isExclusive: target.isExclusive,
    organization: target.organization,
    project: target.project,
    environment: target.environment,
    scopeType: scope.type,
    service: scope.service,
    secret,
    valueFrom: value.reference,
    folder: reading.folder,
    description,
    enableInterpolationInFile: readFlag(entry, 'enableInterpolationInFile'),
    optional: readFlag(entry, 'optional') ?? false,
    allowEmpty: readFlag(entry, 'allowEmpty') ?? false,
    allowUnauthenticated: readFlag(entry, 'allowUnauthenticated') ?? false,
    allowSuspicious: readFlag(entry, 'allowSuspicious') ?? false,
    precision,
    replaces: readFlag(entry, 'replaces') ?? false,
    location: locate(entry),
    places: {
      target: locate(scope.span),
      secret: locate(spanAt(entry, 'secret')),
      value: locate(value.span),
      description: entry.entries.has('description') ? locate(spanAt(entry, 'description')) : null,
    },
  };
};

const readScope = (
  entry: MapNode,
): { readonly type: ScopeType; readonly service: string | null; readonly span: Span } => {
  for (const type of SERVICE_TYPES) {
    const property = scopeWord(type);
    const service = textAt(entry, property);
    if (service !== null) return { type, service, span: spanAt(entry, property) };
  }
  const type = textAt(entry, 'scope') === 'project' ? 'PROJECT' : 'ENVIRONMENT';
  return { type, service: null, span: spanAt(entry, 'scope') };
};

const readFlag = (entry: MapNode, property: string): boolean | null => {
  const value = valueAt(entry, property);
  return typeof value === 'boolean' ? value : null;
};

const readDescription = (
  entry: MapNode,
  reading: PlaceholderReading & Pick<OverrideReading, 'target'>,
): string | null => {
  const written = textAt(entry, 'description');
  if (written === null) return null;
  const description = fillText(written, reading);
  const { report } = reading;
  const { stack } = reading.target;
  const span = spanAt(entry, 'description');
  if (description.includes(MARKER_START)) {
    report(
      makeError(
        'description-contains-marker',
        span,
        `the description contains "${MARKER_START}", the start of a qoverride marker`,
        'remove the marker: it is added when the override is written',
      ),
    );
  }
  const room = descriptionRoom(stack);
  if (description.length > room) {
    report(
      makeError(
        'description-too-long',
        span,
        `the description has ${description.length} UTF-16 units; the limit in this stack is ${room}`,
        `Qovery accepts ${DESCRIPTION_LIMIT}, and the marker needs the rest`,
      ),
    );
  }
  return description;
};
