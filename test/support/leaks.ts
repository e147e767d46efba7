/**
 * Looks for a value in what was printed: raw, as base64 (also of a part of a longer text), URL-encoded, escaped for JSON, and line by line.
 * Gives the form in which it leaked, or null. Lines under 4 characters say nothing.
 */
export const findLeak = (output: string, value: string): string | null => {
  const bytes = Buffer.from(value, 'utf8');
  const forms: Readonly<Record<string, string>> = {
    raw: value,
    base64: bytes.toString('base64').replace(/=+$/, ''),
    base64url: bytes.toString('base64url'),
    hex: bytes.toString('hex'),
    url: encodeURIComponent(value),
    json: JSON.stringify(value).slice(1, -1),
    'json twice': JSON.stringify(JSON.stringify(value)).slice(3, -3),
  };
  for (const [name, form] of Object.entries(forms)) {
    if (form !== '' && output.includes(form)) return name;
  }
  const line = value.split(/\r?\n/).find((text) => text.trim().length >= 4 && output.includes(text.trim()));
  return line === undefined ? null : 'line';
};
