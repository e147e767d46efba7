/** A node of a JSON schema, draft 2020-12, as far as manifests use it. */
export interface SchemaNode {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, SchemaNode>>;
  readonly $comment?: string;
  readonly title?: string;
  readonly description?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly additionalProperties?: boolean | SchemaNode;
  readonly items?: SchemaNode;
  readonly allOf?: readonly SchemaNode[];
  readonly oneOf?: readonly SchemaNode[];
  readonly dependentRequired?: Readonly<Record<string, readonly string[]>>;
}

/** A field of a manifest, as the schema describes it. */
export interface Field {
  /** Empty for the manifest itself, and for an entry of a list. */
  readonly name: string;
  /** Such as `string`, `list of maps` or `yaml | json`. */
  readonly type: string;
  /** Where its fields are: in itself, in each entry of its list, or under names that the user chooses. */
  readonly holds: 'fields' | 'entries' | 'named' | 'nothing';
  readonly isRequired: boolean;
  /** Fields beside it without which it must not be there. */
  readonly needs: readonly string[];
  readonly description: string | null;
  /** What a value must be, such as `must be 1 to 24 lower-case letters`; null where its type says all. */
  readonly rule: string | null;
  /** Undefined for none. */
  readonly default: unknown;
  /** A value that the schema accepts. */
  readonly example: unknown;
  /** Groups of names; exactly one field of each group must be there. */
  readonly choices: readonly (readonly string[])[];
  /** Its own, or those of its entries. */
  readonly fields: readonly Field[];
  /** One of its entries; null where it has none that are maps. */
  readonly entry: Field | null;
}

/** Reads the fields of a manifest from its schema. An entry of `overrides` is shown as one in a document without defaults. */
export const readFields = (schema: SchemaNode): Field => {
  const { overrides, ...others } = schema.properties ?? {};
  const properties = { ...others, overrides: { ...overrides, items: { $ref: '#/$defs/override' } } };
  return toField('', { ...schema, properties }, { schema, isRequired: false, needs: [] });
};

interface Place {
  readonly schema: SchemaNode;
  readonly isRequired: boolean;
  readonly needs: readonly string[];
}

const toField = (name: string, written: SchemaNode, place: Place): Field => {
  const node = resolveNode(written, place.schema);
  const { holds, below } = findBelow(node, place.schema);
  const entry = below === null ? null : toField('', below, { ...place, isRequired: false });
  const required = new Set(node.required);
  const choices = entry === null ? readChoices(node) : entry.choices;
  const fields =
    entry?.fields ??
    Object.entries(node.properties ?? {}).map(([key, child]) =>
      toField(key, child, {
        schema: place.schema,
        isRequired: required.has(key),
        needs: node.dependentRequired?.[key] ?? [],
      }),
    );
  return {
    name,
    type: nameType(node, place.schema),
    holds,
    isRequired: place.isRequired,
    needs: place.needs,
    description: node.description ?? (node.title === undefined ? null : `${node.title}.`),
    rule: /\b(?<rule>must .*)$/.exec(node.$comment ?? '')?.groups?.['rule'] ?? null,
    default: node.default,
    example: findExample(node, { holds, fields, choices, entry }),
    choices,
    fields,
    entry,
  };
};

/** What a reference leads to, with what is written beside it. */
const resolveNode = ({ $ref, ...beside }: SchemaNode, schema: SchemaNode): SchemaNode => {
  if ($ref === undefined) return beside;
  const target = schema.$defs?.[$ref.slice('#/$defs/'.length)] ?? {};
  return { ...resolveNode(target, schema), ...beside };
};

interface Below {
  readonly holds: Field['holds'];
  /** The schema of an entry; null where there are no entries that are maps. */
  readonly below: SchemaNode | null;
}

const findBelow = (node: SchemaNode, schema: SchemaNode): Below => {
  if (node.properties !== undefined) return { holds: 'fields', below: null };
  const named = typeof node.additionalProperties === 'object' ? node.additionalProperties : null;
  const below = resolveNode(node.items ?? named ?? {}, schema);
  if (below.properties === undefined) return { holds: 'nothing', below: null };
  return { holds: named === null ? 'entries' : 'named', below };
};

/** Alternatives that differ in what they require only; what else an alternative says, its fields say themselves. */
const readChoices = ({ oneOf, allOf = [] }: SchemaNode): readonly (readonly string[])[] => [
  ...allOf.flatMap(readChoices),
  ...(oneOf === undefined ? [] : [oneOf.flatMap(({ required = [] }) => required.slice(0, 1))]),
];

const nameType = (node: SchemaNode, schema: SchemaNode): string => {
  if (node.enum !== undefined) return node.enum.join(' | ');
  if (node.const !== undefined) return JSON.stringify(node.const);
  const types = [node.type ?? []].flat().map((type) => TYPE_WORDS[type] ?? type);
  const below = node.items ?? node.additionalProperties;
  if (typeof below !== 'object') return types.join(' or ');
  const inner = resolveNode(below, schema);
  return `${types.join(' or ')} of ${pluralize(nameType(inner, schema))}`;
};

const TYPE_WORDS: Readonly<Record<string, string>> = { object: 'map', array: 'list' };

const pluralize = (type: string): string =>
  type
    .split(' or ')
    .map((word) => (/^\w+$/.test(word) ? `${word}s` : word))
    .join(' or ');

const findExample = (
  node: SchemaNode,
  { holds, fields, choices, entry }: Pick<Field, 'holds' | 'fields' | 'choices' | 'entry'>,
): unknown => {
  const given = node.examples?.[0] ?? node.const ?? node.enum?.[0];
  if (given !== undefined) return given;
  switch (holds) {
    case 'fields':
      return Object.fromEntries(pickNeeded({ fields, choices }).map(({ name, example }) => [name, example]));
    case 'entries':
      return [entry?.example];
    case 'named':
      return { name: entry?.example };
    case 'nothing':
      return exampleOfType([node.type ?? []].flat()[0] ?? 'string');
  }
};

/** The fields that must be there, with the first of each group of alternatives. */
export const pickNeeded = ({ fields, choices }: Pick<Field, 'fields' | 'choices'>): readonly Field[] => {
  const first = new Set(choices.map(([name]) => name));
  return fields.filter(({ name, isRequired }) => isRequired || first.has(name));
};

const exampleOfType = (type: string): unknown => {
  switch (type) {
    case 'boolean':
      return true;
    case 'integer':
      return 1;
    case 'array':
      return [];
    default:
      return 'text';
  }
};
