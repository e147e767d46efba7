/** The command line as it was built. */
export const BIN = new URL('../../../dist/bin.js', import.meta.url).pathname;

/** A script that stands in for the least that a job can cost. */
export const scriptPath = (name: string): string => new URL(`../scripts/${name}`, import.meta.url).pathname;
