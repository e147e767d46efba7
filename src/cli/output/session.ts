import type { Diagnostic } from '../../model/diagnostic.js';
import type { Plan, RequestUsage } from '../../model/plan.js';
import type { Session } from '../io.js';

/** What a command has handed over so far; what stays of it when the command fails. */
export interface HandedOver {
  exitCode: number;
  /** Null where no request was made. */
  usage: () => RequestUsage | null;
  /** Null where none came about. */
  plan: Plan | null;
  /** Findings beside the plan's. */
  found: readonly Diagnostic[];
  /** Renders the job summary; null where the command has not come to its end. */
  renderSummary: (() => string) | null;
}

/** Makes a session, and the record of what is handed over in it. */
export const createSession = (): { readonly session: Session; readonly handed: HandedOver } => {
  const handed: HandedOver = {
    exitCode: 0,
    usage: () => null,
    plan: null,
    found: [],
    renderSummary: null,
  };
  const session: Session = {
    finish: (exitCode) => {
      handed.exitCode = exitCode;
    },
    countRequests: (usage) => {
      handed.usage = usage;
    },
    planned: (plan) => {
      handed.plan = plan;
    },
    found: (diagnostics) => {
      handed.found = [...handed.found, ...diagnostics];
    },
    summarize: (render) => {
      handed.renderSummary = render;
    },
  };
  return { session, handed };
};
