import { createPlatform, describeStartFailure, loadConfig, runServer } from '@tuneloop/platform';
import type { ModelStore, ResolvedModel } from '@tuneloop/runtime';
import { createScriptedEngine } from '@tuneloop/runtime/scripted';

/*
 * The server program over the scripted engine. Its replies take `SCRIPTED_DELAY_MS` in their middle.
 */

const model: ResolvedModel = { id: 'scripted', reference: 'scripted', path: '/models/scripted.gguf', sizeBytes: 1 };
const models: ModelStore = {
  folder: '/models',
  resolve: async () => model,
  find: async () => model,
  list: async () => [model],
  remove: async () => ({ freedBytes: 0 }),
};
const delayMs = Number(process.env.SCRIPTED_DELAY_MS ?? 0);
const engine = createScriptedEngine({
  replies: { steps: [{ text: 'Begin ' }, { delayMs }, { text: 'finish' }] },
});

async function main(): Promise<number> {
  try {
    const { config } = await loadConfig();
    const platform = await createPlatform(config, { engine, models });
    return await runServer(platform, { onNotice: ({ kind, text }) => console.log(`${kind}: ${text}`) });
  } catch (error) {
    const failure = describeStartFailure(error);
    console.error(failure.message);
    return failure.exitCode;
  }
}

process.exit(await main());
