import { getAsset } from 'node:sea';
import packageFile from '../../package.json' with { type: 'json' };

/** Stands in an executable for the function of that name in `src/text/`: the files of the package are assets. */
export const readPackageFile = (path: string): string => getAsset(path, 'utf8');

/** The version in `package.json`. */
export const readVersion = (): string => packageFile.version;
