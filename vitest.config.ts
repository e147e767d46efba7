import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // Half of the tests wait for processes they have spawned: use every core.
    maxWorkers: '100%',
    testTimeout: 120_000,
    hookTimeout: 120_000,
    projects: [
      { extends: true, test: { name: 'unit', include: ['test/unit/**/*.test.ts'] } },
      {
        extends: true,
        test: {
          name: 'built',
          include: ['test/**/*.test.ts'],
          exclude: ['test/unit/**'],
          globalSetup: 'test/support/fresh-build.ts',
        },
      },
    ],
  },
});
