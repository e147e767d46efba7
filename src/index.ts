/**
 * The use cases of the command line as functions: what `qoverride plan` does, `plan()` does, with the same options and the same result.
 *
 * - Every option has the default of the command line, except `token`, `key` and `env`: a program says itself what secrets it hands in, and
 *   which environment variables manifests may read.
 * - What goes wrong is a diagnostic or an outcome in the result, each with a stable `code`. A `Failure` is thrown only where there is no
 *   result at all.
 * - Data is plain and `readonly`. Durations are in milliseconds, points in time in milliseconds since 1970; only what a marker says is in
 *   seconds since 1970.
 * - No result holds a secret value, except as a `SecretValue`, which prints as `(sensitive)`.
 * - The YAML parser prints every token that it reads if `LOG_TOKENS` or `LOG_STREAM` is set in the environment: unset them first.
 *
 * ## Examples
 *
 * They are the files of `examples/library`. The tests run each of them in the folder `examples/demo`, against a sandbox that starts with its
 * `seed.yaml`. Each `// →` shows a line that it prints.
 *
 * ### Make a plan and apply it
 *
 * {@includeCode ../examples/library/plan-and-apply.ts}
 *
 * ### Validate manifests
 *
 * {@includeCode ../examples/library/validate.ts}
 *
 * ### Look at a plan first
 *
 * {@includeCode ../examples/library/approve.ts}
 *
 * ### Audit
 *
 * {@includeCode ../examples/library/audit.ts}
 *
 * ### Import
 *
 * {@includeCode ../examples/library/import.ts}
 *
 * ### Redeploy
 *
 * {@includeCode ../examples/library/redeploy.ts}
 *
 * ### Values from a store of your own
 *
 * {@includeCode ../examples/library/own-source.ts}
 *
 * ### A writer of your own
 *
 * {@includeCode ../examples/library/own-writer.ts}
 *
 * ### A client of your own
 *
 * {@includeCode ../examples/library/own-client.ts}
 *
 * ### The sandbox in your tests
 *
 * {@includeCode ../examples/library/sandbox.ts}
 *
 * @packageDocumentation
 */
export { validate, type ValidateOptions, type ValidateResult } from './run/validate.js';
export { plan, type PlanResult } from './run/plan.js';
export { apply, type ApplyOptions, type ApplyResult } from './run/apply.js';
export { audit, type AuditOptions, type AuditResult } from './run/audit.js';
export { importOverrides, type ImportOptions, type ImportResult } from './run/import.js';
export { encrypt, type EncryptOptions, type EncryptResult } from './run/encrypt.js';
export { redeploy, type RedeployOptions, type RedeployRun, type RedeployWait } from './run/redeploy.js';
export { doctor } from './run/doctor/doctor.js';
export type { DoctorOptions, DoctorResult } from './run/doctor/options.js';
export { startSandbox } from './run/sandbox.js';
export type { ConnectOptions } from './run/connect.js';
export type { ManifestOptions } from './run/manifests.js';
export type { KeyOptions, PlanOptions } from './run/planning/options.js';
export type { ValueOptions } from './run/planning/values.js';
export type { Progress } from './run/progress.js';

export { createClient, type Client, type ClientEvent, type ClientOptions } from './qovery/client/client.js';
export type { WriteFailure, WriteOperation, Writer, WriteResult } from './model/write.js';
export type { ValueSource } from './model/declared-override.js';

export { createPaint, type Paint } from './render/text/paint.js';
export { renderDiagnostics } from './render/text/diagnostics-text.js';
export { renderPlanText } from './render/text/plan-text.js';
export { renderPlanMarkdown } from './render/markdown/plan.js';
export { renderApplyText } from './render/text/apply-text.js';
export { renderApplyMarkdown } from './render/markdown/apply.js';
export { renderAuditText } from './render/audit/text.js';
export { renderAuditMarkdown } from './render/audit/markdown.js';
export { renderAuditCsv } from './render/audit/csv.js';
export { renderAuditPage } from './run/audit-page.js';
export { renderAnnotations } from './render/ci/annotations.js';
export { renderCodeQuality } from './render/ci/code-quality.js';

export { parseSeed } from './sandbox/seed/parse-seed.js';
export type { Sandbox, SandboxOptions } from './sandbox/http/server.js';
export type {
  SandboxSeed,
  SeedEnvironment,
  SeedOrganization,
  SeedProject,
  SeedSecret,
  SeedService,
} from './sandbox/seed/seed.js';
export type { SandboxAssumptions } from './sandbox/world/assumptions.js';
export type { LoggedRequest, SandboxExchange } from './sandbox/http/exchange.js';
export type { FaultRule } from './sandbox/http/faults.js';
export type { StoredSecret } from './sandbox/world/world.js';

export type { AssumptionRow, DoctorCheck, DoctorReport } from './model/doctor/report.js';

export { SecretValue } from './model/secret-value.js';
export { Failure } from './model/failure.js';
export { AUDIT_VERDICTS, isDrift, type Audit, type AuditCell, type AuditVerdict } from './model/audit.js';
export type { Clock } from './model/clock.js';
export type { DeclaredOverride } from './model/declared-override.js';
export type { Diagnostic } from './model/diagnostic.js';
export type { Explanation } from './model/explanation.js';
export type { Location } from './model/location.js';
export { REASONS, type Change, type Plan, type Reason, type RequestUsage } from './model/plan.js';
export type { RemoteSecret } from './model/remote-secret.js';
export type { EnvironmentRedeploy, RedeployResult, ServiceRedeploy } from './model/redeploy.js';
export type { RedeployRequest } from './apply/redeploy-services.js';
export { SCOPE_TYPES, type Scope, type ScopeType } from './model/scope.js';
export type { ValueRead, ValueReference } from './model/value-reference.js';
export type { ChangeOutcome } from './model/write.js';
