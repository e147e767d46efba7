/** The code of a file system error, such as `ENOSPC`; its message is not for people, and may name what they did not. */
export const codeOf = (error: unknown): string =>
  (error as NodeJS.ErrnoException | null)?.code ?? 'unknown reason';
