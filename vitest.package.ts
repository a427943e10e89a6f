import { basename, join } from 'node:path';
import type { TestProjectInlineConfiguration } from 'vitest/config';

// Without Vite's `module`: a word of bundlers; what stands behind it need not run in Node, which loads packages itself.
const conditions = ['@tuneloop/source', 'node', 'development|production'];

/** What every project shares: workspace packages resolve to their sources, in this process and in its children. */
export const shared = {
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
} satisfies TestProjectInlineConfiguration;

/** For conditions that are waited for; vitest's own limit is a second, which a busy machine needs now and then. */
export const patienceMs = 20_000;

export const sharedTest = {
  environment: 'node',
  env: {
    ORT_DISABLE_TELEMETRY: '1',
    // Programs that tests start from TypeScript take half as long from their second start on.
    NODE_COMPILE_CACHE: join(import.meta.dirname, 'node_modules/.cache/node-compile'),
  },
  // For what hangs: on a busy machine a test of half a second takes ten.
  testTimeout: 30_000,
  hookTimeout: 30_000,
  setupFiles: [join(import.meta.dirname, 'vitest.patience.ts')],
  expect: { poll: { timeout: patienceMs } },
  restoreMocks: true,
  unstubEnvs: true,
  unstubGlobals: true,
} satisfies TestProjectInlineConfiguration['test'];

/** On all cores: with two of them vitest would use but one. */
export const unitTest = { ...sharedTest, maxWorkers: '100%' } satisfies TestProjectInlineConfiguration['test'];

/** One file at a time: each loads real weights. */
const model = {
  ...sharedTest,
  testTimeout: 120_000,
  hookTimeout: 120_000,
  maxWorkers: 1,
} satisfies TestProjectInlineConfiguration['test'];

/**
 * The projects of a package: `unit:*` beside the code; `model:*` in test/model, with real weights; and `long:*`, those of
 * them that `npm test` leaves to `npm run test:counterparts`.
 */
export function packageProjects(folder: string): TestProjectInlineConfiguration[] {
  const name = basename(folder);
  const long = 'test/model/**/*.long.test.ts';
  return [
    {
      ...shared,
      root: folder,
      // Files of a package share a process: loading its modules again for each takes longer than most tests.
      test: { ...unitTest, isolate: false, name: `unit:${name}`, include: ['src/**/*.test.ts'] },
    },
    {
      ...shared,
      root: folder,
      test: {
        ...model,
        name: `model:${name}`,
        include: ['test/model/**/*.test.ts'],
        exclude: [long],
        sequence: { groupOrder: 1 },
      },
    },
    {
      ...shared,
      root: folder,
      test: { ...model, name: `long:${name}`, include: [long], sequence: { groupOrder: 3 } },
    },
  ];
}
