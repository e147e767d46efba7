import type { PlanSummary } from '../../model/plan.js';
import { renderJson } from '../json/json.js';

/**
 * Prints the counts of a plan as the report that GitLab shows in merge requests. Without a plan it is an empty object, for which GitLab
 * says that the report failed: zeros would say that nothing changes.
 * Source: "Terraform integration in merge requests" in GitLab's documentation.
 */
export const renderGitlabTerraform = (
  summary: Pick<PlanSummary, 'create' | 'update' | 'delete'> | null,
): string =>
  renderJson(
    summary === null ? {} : { create: summary.create, update: summary.update, delete: summary.delete },
  );
