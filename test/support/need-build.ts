import { inject } from 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    /** Whether `dist` is made of the sources as they are; undefined where nobody looked. */
    readonly isFresh: boolean | undefined;
  }
}

/** Fails in `test/unit`, whose tests run without a build: they would find an old one. */
export const needBuild = (): void => {
  if (inject('isFresh') !== true) throw new Error('this test needs the build, so its place is not test/unit');
};
