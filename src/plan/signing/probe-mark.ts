import { DESCRIPTION_LIMIT } from '../../model/marker.js';
import { digestText, isSameDigest } from './marker.js';

/** What says that a live run of the doctor made an entry. */
export interface ProbeMark {
  /** Seconds since 1970 at which it was written. */
  readonly time: number;
  /** Eight upper-case letters and digits that no other run has. */
  readonly run: string;
}

/** The entry that a mark is bound to. It verifies nowhere else. */
export interface ProbePlace {
  /** UUID of the service or environment. */
  readonly scopeId: string;
  readonly secretKey: string;
}

/** The start of every mark in a description. No marker of an apply starts like that. */
export const PROBE_MARK_START = '[qoverride-doctor:';

/** The start of the key of an entry whose description a probe may clear. */
const PROBE_KEY_START = 'QOVERRIDE_DOCTOR_';

const MARK =
  /^\[qoverride-doctor:1:(?<time>[0-9a-z]{1,9}):(?<run>[0-9A-Z]{8}):(?<digest>[\w-]{16})\](?: \.*)?$/;
const KEY = /^QOVERRIDE_DOCTOR_(?<time>[0-9A-Z]{1,9})_(?<run>[0-9A-Z]{8})_(?<digest>[0-9A-F]{16})$/;

/** Formats the mark of a description, such as `[qoverride-doctor:1:toxy00:7QK2M9XA:mB2v0Zq1rT5sW8yA]`. */
export const formatProbeMark = (mark: ProbeMark, place: ProbePlace): string =>
  `${PROBE_MARK_START}1:${mark.time.toString(36)}:${mark.run}:${digestMark(mark, place)}]`;

/** Fills a mark up to so many characters. */
export const fillProbeMark = (mark: string, length: number = DESCRIPTION_LIMIT): string =>
  `${mark} `.padEnd(length, '.');

/** Makes a key that is a mark by itself. */
export const formatProbeKey = ({ time, run }: ProbeMark, scopeId: string): string =>
  `${PROBE_KEY_START}${time.toString(36).toUpperCase()}_${run}_${digestKey({ time, run }, scopeId)}`;

/**
 * Reads the mark of an entry from its key or its description; null if it has none that verifies. Text behind a mark makes it void: somebody
 * else wrote there. The digest needs no key, so that any run can clean up; whoever could forge one could delete the entry as well.
 */
export const readProbeMark = (description: string | null, place: ProbePlace): ProbeMark | null => {
  const key = KEY.exec(place.secretKey)?.groups;
  if (key !== undefined) {
    const mark = toMark(key);
    if (isSameDigest(key['digest'] ?? '', digestKey(mark, place.scopeId))) return mark;
  }
  const groups = MARK.exec(description ?? '')?.groups;
  if (groups === undefined) return null;
  const mark = toMark(groups);
  return isSameDigest(groups['digest'] ?? '', digestMark(mark, place)) ? mark : null;
};

const toMark = ({ time = '', run = '' }: Readonly<Record<string, string>>): ProbeMark => ({
  time: Number.parseInt(time, 36),
  run,
});

const digestMark = ({ time, run }: ProbeMark, { scopeId, secretKey }: ProbePlace): string =>
  digestText(JSON.stringify(['qoverride/1/doctor', time, run, scopeId.toLowerCase(), secretKey])).slice(
    0,
    16,
  );

const digestKey = ({ time, run }: ProbeMark, scopeId: string): string =>
  Buffer.from(
    digestText(JSON.stringify(['qoverride/1/doctor key', time, run, scopeId.toLowerCase()])),
    'base64url',
  )
    .toString('hex')
    .slice(0, 16)
    .toUpperCase();

/** Seconds by which the own time of an entry may differ from its mark: what was edited later is not the doctor's any more. */
const MOST_APART = 60;

/** Whether nobody edited an entry after its mark was written. `ownTime` in milliseconds since 1970. */
export const isUntouched = ({ time }: ProbeMark, ownTime: number): boolean =>
  Math.abs(ownTime / 1000 - time) <= MOST_APART;
