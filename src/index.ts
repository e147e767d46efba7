/**
 * The steps of the command line as functions: load manifests, connect, find and read scopes, resolve values,
 * build a plan, apply it, render it. Each takes what it needs as plain arguments; none touches `process`.
 *
 * - Data is plain and `readonly`. Durations are in milliseconds, points in time in milliseconds since 1970; only what a marker says is in
 *   seconds since 1970.
 * - What goes wrong is a diagnostic, an outcome, or, where nothing can go on, a thrown `Failure`: each with a stable `code`.
 * - A secret value is a `SecretValue`, which shows as `(sensitive)` wherever it is printed.
 * - The YAML parser prints every token that it reads where `LOG_TOKENS` or `LOG_STREAM` is set in the environment: unset them first.
 *
 * ## Examples
 *
 * They are the files of `examples/library`, and the tests run each of them in the folder `examples/demo`, against a sandbox that starts with
 * its `seed.yaml`. Behind each `// →` is a line that it prints.
 *
 * ### Validate manifests
 *
 * {@includeCode ../examples/library/validate.ts}
 *
 * ### Connect
 *
 * `connect.ts`, for the examples below:
 *
 * {@includeCode ../examples/library/connect.ts}
 *
 * ### Plan
 *
 * `make-plan.ts`, likewise:
 *
 * {@includeCode ../examples/library/make-plan.ts}
 *
 * And a plan as people see it:
 *
 * {@includeCode ../examples/library/plan.ts}
 *
 * ### Apply
 *
 * {@includeCode ../examples/library/apply.ts}
 *
 * ### Audit
 *
 * {@includeCode ../examples/library/audit.ts}
 *
 * ### Import
 *
 * {@includeCode ../examples/library/import.ts}
 *
 * ### Values from a store of your own
 *
 * {@includeCode ../examples/library/own-source.ts}
 *
 * ### A writer of your own
 *
 * {@includeCode ../examples/library/own-writer.ts}
 *
 * ### The sandbox in your tests
 *
 * {@includeCode ../examples/library/sandbox.ts}
 *
 * @packageDocumentation
 */
export {
  loadManifests,
  MANIFEST_CODES,
  type LoadedManifests,
  type LoadOptions,
  type TargetNames,
} from './manifest/load.js';
export { createValueResolver, type ValueResolver } from './values/resolver.js';
export type { ValueOptions } from './values/context.js';
export type { Kill } from './values/sources/run-program.js';
export { isCredential } from './values/credentials.js';
export { findRoot } from './values/root.js';
export { createClient, type Client, type ClientOptions } from './qovery/client/client.js';
export type { ClientEvent } from './qovery/client/api-request.js';
export {
  findEnvironments,
  type EnvironmentFound,
  type EnvironmentsWanted,
} from './qovery/names/environments.js';
export { findScopes, placeOverrides, type ScopeWanted } from './qovery/names/names.js';
export { listSecrets } from './qovery/secrets/read.js';
export { readSecretEvents, type EventLogReading, type EventsWanted } from './qovery/events.js';
export { createWriter } from './qovery/secrets/write.js';
export { parseKeyring, type KeyringInput } from './plan/signing/keyring.js';
export { buildPlan, type PlanEntry, type PlanInput, type PlanOptions } from './plan/build.js';
export type { PruneInput, PruneTarget } from './plan/prune.js';
export type { Shard } from './plan/shard.js';
export { checkApply } from './plan/apply-guard.js';
export { buildAudit, type AuditInput, type AuditOptions } from './plan/audit/build.js';
export { spreadOut, type AuditRange } from './plan/audit/reach.js';
export type { AuditManifests } from './plan/audit/wanted.js';
export type { StackEnvironment } from './plan/claims.js';
export { collectImport, type ImportFindings, type ImportInput } from './plan/import/collect.js';
export type { ImportableOverride } from './plan/import/importable.js';
export { draftDocuments, type DraftInput, type Drafts, type ImportedDocument } from './plan/import/drafts.js';
export type { NamesToAvoid } from './plan/import/variable-names.js';
export { composeManifest } from './manifest/writing/compose-manifest.js';
export {
  extendManifest,
  type ManifestAddition,
  type ManifestExtension,
} from './manifest/writing/extend-manifest.js';
export { attributeEdit, isAttributed, searchSince } from './plan/edits/attribute-edit.js';
export { findDrifts, nameEdits } from './plan/edits/drift.js';
export { compileTargets } from './plan/target.js';
export { createOperation } from './plan/signing/operation.js';
export { applyChanges, type ApplyInput } from './apply/apply-changes.js';
export {
  redeployServices,
  type RedeployInput,
  type RedeployRequest,
  type RedeployWatch,
} from './apply/redeploy-services.js';
export { decideRedeploy, findCandidates, type ChangeFacts } from './plan/redeploy.js';
export { createDeployer } from './qovery/deployments.js';
export { renderPlanText } from './render/text/plan-text.js';
export type { PlanTextInput } from './render/text/plan-text-input.js';
export { renderPlanJson, type PlanJsonInput } from './render/json/plan-json.js';
export { renderApplyText, type ApplyTextInput } from './render/text/apply-text.js';
export { renderApplyJson, type ApplyJsonInput } from './render/json/plan-json.js';
export { renderAuditText, type AuditTextInput } from './render/audit/text.js';
export { renderAuditJson, type AuditJsonInput } from './render/audit/json.js';
export { renderAuditMarkdown, type AuditMarkdownInput } from './render/audit/markdown.js';
export { renderAuditCsv } from './render/audit/csv.js';
export { renderAuditHtml, type AuditHtmlInput, type PageAssets } from './render/audit-page/html.js';
export { readPageAssets } from './cli/output/audit-page.js';
export { renderPlanMarkdown, type PlanMarkdownInput } from './render/markdown/plan.js';
export { renderApplyMarkdown, type ApplyMarkdownInput } from './render/markdown/apply.js';
export { renderAnnotations } from './render/ci/annotations.js';
export { renderCodeQuality, type CodeQualityContext } from './render/ci/code-quality.js';
export { renderDiagnostics } from './render/text/diagnostics-text.js';
export { createPaint, type Paint, type Stroke } from './render/text/paint.js';
export { startSandbox, type Sandbox, type SandboxOptions } from './sandbox/http/server.js';
export { parseSeed } from './sandbox/seed/parse-seed.js';
export type {
  SandboxSeed,
  SeedEnvironment,
  SeedOrganization,
  SeedProject,
  SeedSecret,
  SeedService,
} from './sandbox/seed/seed.js';
export type { SandboxAssumptions } from './sandbox/world/assumptions.js';
export type { SandboxToken } from './sandbox/http/callers.js';
export type { LoggedRequest, SandboxExchange } from './sandbox/http/exchange.js';
export { FAULT_KINDS, type FaultCount, type FaultKind, type FaultRule } from './sandbox/http/faults.js';
export { SANDBOX_SERVICE_TYPES, type SandboxServiceType } from './sandbox/world/service-types.js';
export type { EnvironmentMode, SecretScope, StoredSecret } from './sandbox/world/world.js';
export { systemClock } from './run/system-clock.js';
export { SecretValue } from './model/secret-value.js';
export { Failure, type FailureDetails } from './model/failure.js';
export { addressOf, formatAddress, type AddressParts } from './model/address.js';
export { AUDIT_VERDICTS, isDrift, type Audit, type AuditCell, type AuditVerdict } from './model/audit.js';
export type { Clock } from './model/clock.js';
export type { DeclaredOverride, DeclaredTarget, Manifests } from './model/declared-override.js';
export {
  createDiagnostic,
  type Diagnostic,
  type RelatedLocation,
  type Severity,
} from './model/diagnostic.js';
export type { Explanation } from './model/explanation.js';
export type { FingerprintKey, Keyring } from './model/fingerprint-key.js';
export type { Location } from './model/location.js';
export type { Drift, OutsideEdit, SecretEvent } from './model/outside-edit.js';
export type { ImportedVariable } from './model/import.js';
export type { DraftOverride, ManifestDraft } from './model/import.js';
export {
  isInSync,
  REASONS,
  type Action,
  type Change,
  type Metadata,
  type Plan,
  type PlanSummary,
  type Reason,
} from './model/plan.js';
export type { Listing, RemoteSecret, SecretLink } from './model/remote-secret.js';
export type {
  Deployer,
  DeployResult,
  EnvironmentPlace,
  EnvironmentStatuses,
  ServiceStatus,
  StatusesResult,
} from './model/deployment.js';
export type {
  EnvironmentRedeploy,
  RedeployCandidate,
  RedeployDecision,
  RedeployGroup,
  RedeployOutcome,
  RedeployReason,
  RedeployReport,
  RedeployResult,
  ServiceRedeploy,
} from './model/redeploy.js';
export type { PlacedOverride } from './model/declared-override.js';
export type { RequestUsage } from './model/plan.js';
export {
  SCOPE_TYPES,
  SERVICE_TYPES,
  type Scope,
  type ScopeResolution,
  type ScopeType,
  type ServiceType,
} from './model/scope.js';
export type {
  DocumentFormat,
  SopsFormat,
  ValuePath,
  ValueRead,
  ValueReference,
  ValueSourceName,
} from './model/value-reference.js';
export type { ValueResolution } from './model/value-reference.js';
export type {
  ChangeOutcome,
  Outcome,
  WriteFailure,
  WriteOperation,
  Writer,
  WriteResult,
} from './model/write.js';
