import { globSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './scripts/counterparts/longest-first.ts';
import { packageProjects, shared, sharedTest, unitTest } from './vitest.package.ts';

const root = import.meta.dirname;
const packages = globSync('{packages,apps}/*/package.json', { cwd: root }).map((file) => join(root, dirname(file)));

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      ...packages.flatMap(packageProjects),
      {
        ...shared,
        root,
        test: { ...unitTest, name: 'unit:workspace', include: ['{scripts,deploy}/**/*.test.ts'] },
      },
      {
        ...shared,
        root,
        test: {
          ...sharedTest,
          name: 'counterparts',
          include: ['test/counterparts/**/*.test.ts'],
          globalSetup: ['scripts/counterparts/setup.ts'],
          env: {
            ...sharedTest.env,
            // Where it is set, no Python program keeps what it compiles, and each compiles all of its libraries anew.
            PYTHONDONTWRITEBYTECODE: '',
            // More would spin while they wait for each other, and take the cores from the other worker.
            OMP_NUM_THREADS: '1',
          },
          testTimeout: 300_000,
          hookTimeout: 300_000,
          // Trainers compute on one core each, and most of the others wait for another program.
          maxWorkers: 2,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
