/** Bytes of a step's job summary. GitHub drops all of a larger one. Source: "Step isolation and limits" in GitHub's documentation. */
export const SUMMARY_LIMIT = 1024 * 1024;

/** Bytes kept free, so that documents which come later can still say that they are left out. */
const KEPT_FREE = 16 * 1024;

/** What may be added to a job summary. */
export interface FittedSummary {
  readonly text: string;
  /** What became of the document. */
  readonly kind: 'whole' | 'shortened' | 'left-out';
}

/**
 * Fits a document below what a job summary already has, `used` in bytes. Where there is no room for all of it, only what comes before
 * its first list stays, and where there is no room for that either, a note.
 */
export const fitSummary = (document: string, used: number): FittedSummary => {
  const text = `${document}\n`;
  const room = SUMMARY_LIMIT - used;
  if (sizeOf(text) <= room - KEPT_FREE) return { text, kind: 'whole' };
  const [head = ''] = document.split(LISTS, 1);
  const short = `${head}\n${NOTE}\n`;
  if (sizeOf(short) <= room - KEPT_FREE / 2) return { text: short, kind: 'shortened' };
  return { text: sizeOf(NOTE) < room ? `\n${NOTE}\n` : '', kind: 'left-out' };
};

/** Where the lists of a plan, an apply or an audit start. */
const LISTS = /\n(?=<details|\| verdict \| where )/;

const NOTE = '_The rest is left out: a job summary has at most 1 MiB. The log of this step has all of it._\n';

const sizeOf = (text: string): number => Buffer.byteLength(text);
