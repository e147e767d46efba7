import fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { startSandbox } from '../../src/sandbox/http/server.js';
import { realClock } from '../support/clock.js';
import { anyEstate, type Estate } from '../support/any-estate.js';
import { makeFolder } from '../support/folder.js';
import { runInProcess } from '../support/run-cli.js';
import { KEY } from '../support/worlds/index.js';

/** The same manifest with its properties and its overrides, and theirs, in the order that the numbers give. */
const shuffle = (text: string, numbers: readonly number[]): string => {
  let next = 0;
  const sort = <Item>(items: readonly Item[]): Item[] =>
    items
      .map((item) => [numbers[next++ % numbers.length] ?? 0, item] as const)
      .toSorted(([left], [right]) => left - right)
      .map(([, item]) => item);
  const sortProperties = (map: object): object => Object.fromEntries(sort(Object.entries(map)));
  const { overrides, ...head } = parse(text) as { readonly overrides: readonly object[] };
  return stringify(sortProperties({ ...head, overrides: sort(overrides).map(sortProperties) }));
};

/** Without what tells where in its file an override stands, and how many requests are left this hour. */
const strip = (text: string): string =>
  text.replaceAll(/(\.(?:yaml|json)):\d+:\d+/g, '$1').replace(/^Requests:.*$/m, '');

const planTwice = async (estate: Estate, numbers: readonly number[]): Promise<readonly string[]> => {
  const sandbox = await startSandbox({
    seed: estate.seed,
    limit: null,
    clock: realClock,
    newId: () => randomUUID(),
  });
  const env = { ...estate.env, QOVERY_API_URL: sandbox.url, QOVERY_API_TOKEN: 't', QOVERRIDE_KEY: KEY };
  try {
    const outputs: string[] = [];
    for (const order of [[0], numbers]) {
      const folder = makeFolder(
        Object.fromEntries(
          Object.entries(estate.manifests).map(([file, text]) => [file, shuffle(text, order)]),
        ),
      );
      const { stdout, stderr } = await runInProcess(['plan'], { cwd: folder.path, env });
      outputs.push(`${strip(stdout)}\n${stderr}`);
      folder.remove();
    }
    return outputs;
  } finally {
    await sandbox.close();
  }
};

it('shuffled manifests plan to the same bytes', async () => {
  await fc.assert(
    fc.asyncProperty(
      anyEstate,
      fc.array(fc.nat(1000), { minLength: 5, maxLength: 60 }),
      async (estate, numbers) => {
        const [one, other] = await planTwice(estate, numbers);
        expect(one).toContain('Plan: ');
        expect(other).toBe(one);
      },
    ),
    { numRuns: 20 },
  );
});
