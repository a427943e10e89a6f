import { basename } from 'node:path';
import type { TestProjectInlineConfiguration } from 'vitest/config';

const conditions = ['@tuneloop/source', 'module', 'node', 'development|production'];

/** What every project shares: workspace packages resolve to their sources, in this process and in its children. */
export const shared = {
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
} satisfies TestProjectInlineConfiguration;

export const sharedTest = {
  environment: 'node',
  env: { ORT_DISABLE_TELEMETRY: '1' },
  // For what hangs: on a busy machine a test of half a second takes ten.
  testTimeout: 30_000,
  hookTimeout: 30_000,
} satisfies TestProjectInlineConfiguration['test'];

/**
 * The two projects of a package: `unit:*` beside the code, and `model:*` in test/model,
 * which loads real weights and therefore runs one file at a time.
 */
export function packageProjects(folder: string): TestProjectInlineConfiguration[] {
  const name = basename(folder);
  return [
    {
      ...shared,
      root: folder,
      test: { ...sharedTest, name: `unit:${name}`, include: ['src/**/*.test.ts'] },
    },
    {
      ...shared,
      root: folder,
      test: {
        ...sharedTest,
        name: `model:${name}`,
        include: ['test/model/**/*.test.ts'],
        testTimeout: 120_000,
        hookTimeout: 120_000,
        maxWorkers: 1,
        sequence: { groupOrder: 1 },
      },
    },
  ];
}
