import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createScriptedEngine } from '@tuneloop/runtime/scripted';
import { writeTestAdapter, writeTestBaseModel } from '@tuneloop/runtime/testing';
import { createTestPlatform, scriptedModel } from '../../../packages/platform/test/test-platform.ts';
import type { AppServer } from './open-app.ts';
import { scriptedAnswer } from './scripted-answers.ts';

/** The scripted model with the adapter `pirate`; answers begin with the name of their adapter. */
export async function startAdapterServer(env: Record<string, string> = {}): Promise<AppServer> {
  const test = await createTestPlatform({
    env,
    engine: createScriptedEngine({ replies: scriptedAnswer }),
    resolve: async () => ({ ...scriptedModel, path: join(test.folder, 'base.gguf') }),
  });
  const base = join(test.folder, 'base.gguf');
  await writeTestBaseModel(base);
  await mkdir(join(test.folder, 'adapters'), { recursive: true });
  await writeTestAdapter({ base, path: join(test.folder, 'adapters', 'pirate.gguf'), rank: 2 });
  const { url } = await test.platform.listen();
  return { url, platform: test.platform, [Symbol.asyncDispose]: () => test[Symbol.asyncDispose]() };
}
