/** The forms of a value that an output holds: raw, by line, base64, hex, URL-encoded, JSON-escaped. Empty when nothing leaks. */
export const findLeaks = (output: unknown, value: string): readonly string[] => {
  const text = typeof output === 'string' ? output : JSON.stringify(output);
  const lines = value.split('\n').filter((line) => line.length >= 4);
  const forms = [value, ...lines].flatMap((form) => {
    const bytes = Buffer.from(form);
    return [
      form,
      bytes.toString('base64').replace(/=+$/, ''),
      bytes.toString('base64url'),
      bytes.toString('hex'),
      encodeURIComponent(form),
      JSON.stringify(form).slice(1, -1),
    ];
  });
  return forms.filter((form) => text.includes(form) || text.includes(JSON.stringify(form).slice(1, -1)));
};
