import { fileURLToPath } from 'node:url';

/** The folder of `package.json`, with a final slash. */
export const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** The output folder of the build. */
export const DIST = `${ROOT}dist`;
