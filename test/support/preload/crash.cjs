// Loaded with `node --require`: makes the program break in its middle, at the moment when it spells the body of a
// write, with an error that quotes that body. CRASH says how: thrown, thrown later, or rejected.
'use strict';

const stringify = JSON.stringify;

JSON.stringify = (...given) => {
  const [body] = given;
  const text = stringify(...given);
  if (typeof body !== 'object' || body === null || typeof body.value !== 'string') return text;
  const error = Object.assign(new Error(`cannot send ${text}\n    at ${body.value}`, { cause: text }), {
    text,
  });
  switch (process.env.CRASH) {
    case 'thrown later':
      setImmediate(() => {
        throw error;
      });
      return text;
    case 'rejected':
      void Promise.reject(error);
      return text;
    default:
      throw error;
  }
};
