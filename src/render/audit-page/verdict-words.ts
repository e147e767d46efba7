import { AUDIT_VERDICTS, type AuditVerdict } from '../../model/audit.js';
import type { PageVerdict } from './page-data.js';

const WORDS: Readonly<Record<AuditVerdict, Omit<PageVerdict, 'word'>>> = {
  inherited: { sign: '·', meaning: 'No override here: the value comes from a higher level.' },
  managed: { sign: '✓', meaning: 'Written by qoverride, and not edited since.' },
  'edited-outside': { sign: '≠', meaning: 'Changed outside qoverride after our last write.' },
  unmanaged: { sign: '○', meaning: 'An override that qoverride did not write.' },
  'foreign-owner': { sign: '@', meaning: 'Another system owns it.' },
  'own-secret': { sign: '■', meaning: 'A secret of its own rather than an override.' },
  orphan: { sign: '∅', meaning: 'An override whose secret at a higher level is gone.' },
  'other-stack': { sign: '⇄', meaning: 'Written by qoverride for another stack.' },
  missing: { sign: '+', meaning: 'Declared in a manifest, and not there yet.' },
  undeclared: { sign: '−', meaning: 'Written by this stack, and no longer declared.' },
};

/** The verdicts as the page's legend, cells and details spell them, in the order of the words. */
export const PAGE_VERDICTS: readonly PageVerdict[] = AUDIT_VERDICTS.map((word) => ({ word, ...WORDS[word] }));
