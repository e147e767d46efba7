import { isUuid } from './scope.js';

/** Whether a manifest can hold a name as it is, and would not take it for a UUID. */
export const isPlainName = (name: string): boolean =>
  name.trim() !== '' && !/\p{Cc}/u.test(name) && !isUuid(name);
