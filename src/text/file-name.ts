/** Names that Windows keeps for devices, whatever the extension. */
const DEVICE = /^(?:con|prn|aux|nul|(?:com|lpt)\d)$/;
const LONGEST = 100;

/**
 * Turns a text into the name of a file without its extension: letters, digits and hyphens only, so that it cannot lead out of a folder,
 * and never one that Windows cannot have. `fallback` is for a text of which nothing is left.
 */
export const toFileName = (text: string, fallback: string): string => {
  const name = text
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z\d]+/g, '-')
    .slice(0, LONGEST)
    .replaceAll(/^-|-$/g, '');
  if (name === '') return fallback;
  return DEVICE.test(name) ? `${name}-${fallback}` : name;
};
