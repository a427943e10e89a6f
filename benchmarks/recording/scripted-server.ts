/** A server over the scripted engine, started by `fork` with a folder, a privacy, what is redacted, and tokens/s. */
import { join } from 'node:path';
import { createPlatform, loadConfig } from '@tuneloop/platform';
import type { ModelStore, ResolvedModel } from '@tuneloop/runtime';
import { createScriptedEngine } from '@tuneloop/runtime/scripted';

const [folder, privacy, redact, tokensPerSecond] = process.argv.slice(2);
if (folder === undefined) throw new Error('Give a folder.');
const reply = Array.from({ length: 12 }, (_, index) => `Sentence ${index} of the answer is here.`).join(' ');
const model: ResolvedModel = { id: 'scripted', reference: 'scripted', path: join(folder, 'none.gguf'), sizeBytes: 1 };
const models: ModelStore = {
  folder,
  resolve: async () => model,
  find: async () => model,
  list: async () => [model],
  remove: async () => ({ freedBytes: 0 }),
};
const { config } = await loadConfig({
  cwd: folder,
  env: {},
  flags: { port: 0, data: folder, logLevel: 'silent', recording: privacy, redact },
});
const engine = createScriptedEngine({
  replies: reply,
  contextSize: 100_000,
  tokensPerSecond: Number(tokensPerSecond) || undefined,
});
const platform = await createPlatform(config, { engine, models });
const { url } = await platform.listen();
process.send?.(url);
process.once('disconnect', () => void platform.close({ drainMs: 0 }).then(() => process.exit(0)));
