import { readPackageFile } from '../../files/package-file.js';

/** The text of the manifest schema: the same file that manifests are checked with and that editors use. */
export const readManifestSchema = (): string => readPackageFile('schemas/manifest.schema.json');

/** The parts of the schema that messages and code frames are derived from. */
export interface SchemaPart {
  readonly $ref?: string;
  /** For this program: how frames show what is written here, then a clause that says what it must be. */
  readonly $comment?: string;
  readonly $defs?: Readonly<Record<string, SchemaPart>>;
  readonly properties?: Readonly<Record<string, SchemaPart>>;
  readonly additionalProperties?: boolean | SchemaPart;
  readonly propertyNames?: SchemaPart;
  readonly items?: SchemaPart;
  readonly oneOf?: readonly { readonly required?: readonly string[] }[];
  readonly enum?: readonly string[];
  readonly const?: unknown;
}

/** Looks parts up in the manifest schema. */
export interface ManifestSchema {
  readonly root: SchemaPart;
  /** A part with what it refers to filled in. */
  readonly resolve: (part: SchemaPart) => SchemaPart;
}

let loaded: ManifestSchema | undefined;

/** Reads the schema as data, once per process and only when a message needs it: valid manifests never do. */
export const loadSchema = (): ManifestSchema => {
  loaded ??= parseSchema(readManifestSchema());
  return loaded;
};

const DEFS = '#/$defs/';

const parseSchema = (text: string): ManifestSchema => {
  const root = JSON.parse(text) as SchemaPart;
  const resolve = (part: SchemaPart): SchemaPart => {
    if (part.$ref === undefined) return part;
    const target = root.$defs?.[part.$ref.slice(DEFS.length)];
    if (target === undefined) throw new TypeError('the manifest schema refers to a part that it lacks');
    return { ...resolve(target), ...part };
  };
  return { root, resolve };
};

const SHOWN = /^shown as ([^;]+)(?:; )?/;

/** How code frames may show what is written at a part, such as `a name`; null where it is always hidden. */
export const formOf = ({ $comment = '' }: SchemaPart): string | null => SHOWN.exec($comment)?.[1] ?? null;

/** The clause that follows the name of a property whose value is wrong, such as `must name a program`. */
export const ruleOf = ({ $comment = '' }: SchemaPart): string =>
  $comment.replace(SHOWN, '') || 'does not have the required form';

/** The properties of which exactly one must be there. */
export const alternativesOf = ({ oneOf = [] }: SchemaPart): readonly string[] =>
  oneOf.flatMap(({ required = [] }) => required);
