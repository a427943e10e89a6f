import { fileURLToPath } from 'node:url';
import type { StdioServerConfig } from '../src/client/server-config.ts';

/** Starts test/fixture-process.ts. */
export const fixtureServer: StdioServerConfig = {
  command: process.execPath,
  args: ['--conditions=@tuneloop/source', fileURLToPath(new URL('fixture-process.ts', import.meta.url))],
};
