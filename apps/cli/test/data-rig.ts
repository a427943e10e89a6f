import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { dataCommand } from '../src/commands/data.ts';
import { runCommand } from './run-command.ts';

export interface DataRig {
  /** Of the test that runs; gone after it. */
  readonly folder: string;
  /** Runs `tuneloop data` in this process. */
  run(...args: string[]): ReturnType<typeof runCommand>;
  /** What it prints as JSON. */
  runJson(...args: string[]): Promise<Record<string, unknown>>;
}

/** For the tests of a file. */
export function dataRig(): DataRig {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tuneloop-data-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });
  const run: DataRig['run'] = (...args) => runCommand(dataCommand(), ...args);
  return {
    get folder() {
      return folder;
    },
    run,
    runJson: async (...args) => JSON.parse((await run(...args, '--json')).stdout) as Record<string, unknown>,
  };
}
