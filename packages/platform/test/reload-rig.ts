import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ReloadReport } from '../src/reload/reloader.ts';
import { createTestPlatform, type TestPlatform, type TestPlatformOptions } from './test-platform.ts';

export interface ReloadRig extends TestPlatform {
  url: string;
  /** Writes the configuration file and reloads. */
  change(configuration: object): Promise<ReloadReport>;
}

/** A server that listens, whose configuration file can be changed. */
export async function createReloadRig(options: TestPlatformOptions = {}): Promise<ReloadRig> {
  const server = await createTestPlatform({ configuration: {}, ...options });
  const { url } = await server.platform.listen();
  return {
    ...server,
    url,
    async change(configuration) {
      await writeFile(join(server.folder, 'tuneloop.config.json'), JSON.stringify(configuration));
      return server.platform.reloader!.reload('request');
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}
