import type { Metafile } from 'esbuild';
import { findPackages, readPackage } from '../licences.js';
import { NODE_VERSION, PLATFORMS, type Platform } from './platforms.js';

/** What a bill of materials says about one part. */
interface Component {
  readonly type: 'application' | 'library' | 'platform';
  readonly 'bom-ref': string;
  readonly name: string;
  readonly version: string;
  readonly purl?: string;
  readonly licenses?: readonly { readonly expression: string }[];
  readonly hashes?: readonly { readonly alg: 'SHA-512'; readonly content: string }[];
  readonly components?: readonly Component[];
}

/**
 * Lists what an executable is made of, in CycloneDX: the packages in the bundle, and Node with what is inside Node
 * (`nodeParts`, as `process.versions` has them). It holds no time and no random number, so that the same parts give the same file.
 */
export const describeParts = (
  bundle: Metafile,
  platform: Platform,
  nodeParts: Readonly<Record<string, string>>,
): string => {
  const application = describePackage('.', 'application');
  const parts = [describeNode(platform, nodeParts), ...findPackages(bundle).map((folder) => describePackage(folder))];
  const document = {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: { component: application },
    components: parts,
    dependencies: [{ ref: application['bom-ref'], dependsOn: parts.map((part) => part['bom-ref']) }],
  };
  return `${JSON.stringify(document, null, 2)}\n`;
};

const describePackage = (folder: string, type: Component['type'] = 'library'): Component => {
  const { name, version, license } = readPackage(folder);
  const purl = packageUrl(name, version);
  return { type, 'bom-ref': purl, name, version, purl, licenses: [{ expression: license }] };
};

const describeNode = (platform: Platform, parts: Readonly<Record<string, string>>): Component => {
  const { name, integrity } = PLATFORMS[platform];
  const purl = packageUrl(name, NODE_VERSION);
  return {
    type: 'platform',
    'bom-ref': purl,
    name: 'node',
    version: NODE_VERSION,
    purl,
    hashes: [
      { alg: 'SHA-512', content: Buffer.from(integrity.replace('sha512-', ''), 'base64').toString('hex') },
    ],
    components: Object.entries(parts)
      .filter(([part]) => part !== 'node')
      .map(([part, version]) => ({ type: 'library', 'bom-ref': `${purl}#${part}`, name: part, version })),
  };
};

const packageUrl = (name: string, version: string): string =>
  `pkg:npm/${name.replace('@', '%40')}@${version}`;
