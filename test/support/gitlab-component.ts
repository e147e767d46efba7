import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseAllDocuments } from 'yaml';

const FILE = fileURLToPath(new URL('../../templates/overrides.yml', import.meta.url));

/** A component as a pipeline includes it. */
export interface Component {
  readonly inputs: readonly {
    readonly name: string;
    readonly description: string;
    /** Whether a job uses it. */
    readonly isUsed: boolean;
  }[];
  /** The jobs, with every input in its place. */
  readonly text: string;
}

/** Puts inputs into the component's jobs as GitLab does. Source: "CI/CD inputs" in GitLab's documentation. */
export const readComponent = (given: Readonly<Record<string, string>> = {}): Component => {
  const source = readFileSync(FILE, 'utf8');
  const [header] = parseAllDocuments(source).map((document) => document.toJS() as unknown);
  const { spec } = header as {
    readonly spec: {
      readonly inputs: Readonly<Record<string, { readonly description: string; readonly default: string }>>;
    };
  };
  const jobs = source.slice(source.indexOf('\n---\n') + '\n---\n'.length);
  const used = new Set<string>();
  const text = jobs.replaceAll(/\$\[\[ inputs\.([a-z-]+) \]\]/g, (_, name: string) => {
    used.add(name);
    return given[name] ?? spec.inputs[name]?.default ?? `no input ${name}`;
  });
  const inputs = Object.entries(spec.inputs).map(([name, { description }]) => ({
    name,
    description,
    isUsed: used.has(name),
  }));
  return { inputs, text };
};
