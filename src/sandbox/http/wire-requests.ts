import type { SecretScope, EnvironmentMode } from '../world/world.js';

/** The fields of a secret in a request, except its key. Omitted fields are undefined. */
export interface SecretFields {
  readonly value?: string | null;
  readonly description?: string | null;
  readonly enable_interpolation_in_file?: boolean | null;
}

/** The fields of a secret in a request, including its key. */
export interface KeyedSecretFields extends SecretFields {
  readonly key: string;
}

/** A service in a request to deploy several: its id, or an object with its id and the version to deploy. */
export type DeployedService = string | Readonly<Record<string, string | undefined>>;

interface Named {
  readonly name: string;
  readonly description?: string | null;
}

/** The request bodies that the sandbox reads, by their names in the API description if they have one. */
export interface RequestBodies {
  readonly SecretRequest: KeyedSecretFields & { readonly mount_path?: string | null };
  readonly SecretEditRequest: KeyedSecretFields;
  readonly Value: SecretFields;
  readonly Key: KeyedSecretFields;
  readonly VariableRequest: KeyedSecretFields & {
    readonly mount_path?: string | null;
    readonly is_secret: boolean;
    readonly variable_scope: SecretScope;
    readonly variable_parent_id: string;
  };
  readonly VariableEditRequest: KeyedSecretFields;
  readonly VariableOverrideRequest: SecretFields & {
    readonly override_scope: SecretScope;
    readonly override_parent_id: string;
  };
  readonly VariableAliasRequest: KeyedSecretFields & {
    readonly alias_scope: SecretScope;
    readonly alias_parent_id: string;
  };
  readonly OrganizationRequest: Named & { readonly plan: string };
  readonly ProjectRequest: Named;
  readonly CreateEnvironmentRequest: {
    readonly name: string;
    readonly cluster?: string;
    readonly mode?: EnvironmentMode;
  };
  readonly EnvironmentEditRequest: { readonly name?: string; readonly mode?: EnvironmentMode };
  /** A job with a `cronjob` in its schedule is a cron job. */
  readonly ServiceRequest: Named & { readonly schedule?: Readonly<Record<string, unknown>> };
  /** By the list names of `rulesOf`. */
  readonly DeployAllRequest: Readonly<Record<string, readonly DeployedService[] | undefined>>;
  readonly AdvanceRequest: { readonly advance: string };
}
