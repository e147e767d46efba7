import type { DoctorCheck } from '../../../model/doctor/report.js';

/** What a check may say besides its finding. */
type Details = Partial<Pick<DoctorCheck, 'detail' | 'advice'>>;

/** Says that all is well. */
export const ok = (
  id: string,
  finding: string,
  { detail = null, advice = null }: Details = {},
): DoctorCheck => ({
  id,
  level: 'ok',
  finding,
  detail,
  advice,
});

/** Says that something may have to be done. */
export const warning = (id: string, finding: string, details: Details = {}): DoctorCheck => ({
  ...ok(id, finding, details),
  level: 'warning',
});

/** Says that something must be done. */
export const problem = (id: string, finding: string, details: Details = {}): DoctorCheck => ({
  ...ok(id, finding, details),
  level: 'problem',
});
