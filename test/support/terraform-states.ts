/** An override as a state has it. */
export interface StateEntry {
  readonly key: string;
  readonly value: string | null;
  /** UUID of the override. */
  readonly id?: string;
}

/** A resource of the provider in a state. */
export interface StateResource {
  readonly type: string;
  readonly name: string;
  /** UUID of the service or environment. */
  readonly id: string;
  readonly entries: readonly StateEntry[];
  readonly module?: string;
  readonly index?: string | number;
  readonly more?: Readonly<Record<string, unknown>>;
}

const attributesOf = ({ id, entries }: StateResource): object => ({
  id,
  name: 'a name',
  secret_overrides: entries.map((entry) => ({ description: '', id: null, ...entry })),
  secrets: [{ description: '', id: null, key: 'OWN', value: 'a secret that is no override' }],
});

/** A state as `terraform state pull` prints it, with what Terraform 1.11 writes beside the resources. */
export const pulledState = (resources: readonly StateResource[]): string =>
  JSON.stringify({
    version: 4,
    terraform_version: '1.11.4',
    serial: 7,
    lineage: '6d0d3a1c-5a0e-4b3b-9d0f-6f2f7f1a2b3c',
    outputs: {},
    resources: [
      { mode: 'data', type: 'qovery_application', name: 'read', instances: [{ attributes: { id: 'x' } }] },
      ...resources.map((resource) => ({
        ...(resource.module === undefined ? {} : { module: resource.module }),
        mode: 'managed',
        type: resource.type,
        name: resource.name,
        provider: 'provider["registry.terraform.io/qovery/qovery"]',
        instances: [
          {
            ...(resource.index === undefined ? {} : { index_key: resource.index }),
            schema_version: 0,
            attributes: attributesOf(resource),
            sensitive_attributes: [],
            ...resource.more,
          },
        ],
      })),
    ],
    check_results: null,
  });

/** The same as `terraform show -json` prints it. */
export const shownState = (resources: readonly StateResource[]): string => {
  const shown = resources.map((resource) => ({
    module: resource.module,
    address: `${resource.module === undefined ? '' : `${resource.module}.`}${resource.type}.${resource.name}${
      resource.index === undefined ? '' : `[${JSON.stringify(resource.index)}]`
    }`,
    mode: 'managed',
    type: resource.type,
    name: resource.name,
    provider_name: 'registry.terraform.io/qovery/qovery',
    schema_version: 0,
    values: attributesOf(resource),
    sensitive_values: {},
  }));
  return JSON.stringify({
    format_version: '1.0',
    terraform_version: '1.11.4',
    values: {
      root_module: {
        resources: shown.filter(({ module }) => module === undefined),
        child_modules: shown
          .filter(({ module }) => module !== undefined)
          .map((resource) => ({ address: resource.module, resources: [resource] })),
      },
    },
  });
};
