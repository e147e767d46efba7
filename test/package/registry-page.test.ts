import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { makeFolder } from '../support/folder.js';
import { linksOf } from '../support/markdown.js';
import { packPackage, ROOT, unpackTarball } from '../support/package/pack.js';

/** What npm sends to a registry about a version. */
interface Published {
  readonly versions: Readonly<
    Record<
      string,
      {
        readonly repository: { readonly url: string };
        readonly homepage: string;
        readonly bugs: { readonly url: string };
        readonly readme: string;
        readonly man: readonly string[];
      }
    >
  >;
}

/** Publishes the package, as it would be with this repository, to a stand-in for a registry, and gives what that was sent. */
const publishTo = async (repository: string): Promise<Published> => {
  const folder = makeFolder();
  onTestFinished(folder.remove);
  const source = unpackTarball(packPackage(folder.path), folder.path);
  const bodies: string[] = [];
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await text(request);
    if (request.method === 'PUT') bodies.push(body);
    response.writeHead(request.method === 'PUT' ? 201 : 404, { 'content-type': 'application/json' });
    response.end('{}');
  };
  const registry = createServer((request, response) => void answer(request, response));
  registry.listen(0, '127.0.0.1');
  onTestFinished(() => void registry.close());
  await once(registry, 'listening');
  const host = `127.0.0.1:${String((registry.address() as AddressInfo).port)}`;
  folder.write('.npmrc', `registry=http://${host}/\n//${host}/:_authToken=anything\n`);
  const file = join(source, 'package.json');
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as object;
  folder.write('unpacked/package.json', JSON.stringify({ ...manifest, repository }));
  await promisify(execFile)('npm', ['publish', '--ignore-scripts', '--provenance=false'], {
    cwd: source,
    env: { PATH: process.env['PATH'], HOME: folder.path, npm_config_userconfig: join(folder.path, '.npmrc') },
  });
  return JSON.parse(bodies.join('')) as Published;
};

describe('the page of the package on a registry', () => {
  it.each([
    ['github:acme/qoverride', 'https://github.com/acme/qoverride', '/issues'],
    ['gitlab:acme/tools/qoverride', 'https://gitlab.com/acme/tools/qoverride', '/issues'],
  ])('has all its addresses of the one that package.json names: %s', async (repository, address, issues) => {
    const { versions } = await publishTo(repository);
    const [version] = Object.values(versions);
    expect(version).toMatchObject({
      repository: { url: `git+${address}.git` },
      homepage: `${address}#readme`,
      bugs: { url: `${address}${issues}` },
      man: ['dist/qoverride.1'],
    });
    expect(version?.readme).toMatch(/^# qoverride\n/);
  });

  it('has links that work below that address: none leads out of the repository', () => {
    const links = linksOf(readFileSync(join(ROOT, 'README.md'), 'utf8'));
    const relative = links.filter((link) => !/^(https:|#)/.test(link));
    expect(relative.length).toBeGreaterThan(20);
    expect(relative.filter((link) => /^(\/|\.\.|[a-z]+:)/.test(link))).toEqual([]);
  });
});

describe('the schemas', () => {
  it.each(readdirSync(join(ROOT, 'schemas')))('say where the registry’s mirror has them: %s', (name) => {
    const schema = JSON.parse(readFileSync(join(ROOT, 'schemas', name), 'utf8')) as {
      readonly $id?: string;
    };
    expect(schema.$id).toBe(`https://unpkg.com/qoverride/schemas/${name}`);
  });
});
