/** A server over the scripted engine that answers with the text that is named, started by `fork` with a folder and tokens/s. */
import { join } from 'node:path';
import { createPlatform, loadConfig } from '@tuneloop/platform';
import { textOf, type GenerateRequest } from '@tuneloop/protocol';
import type { ModelStore, ResolvedModel } from '@tuneloop/runtime';
import { createScriptedEngine, type ScriptedReply, type ScriptStep } from '@tuneloop/runtime/scripted';
import { answers } from './written-text.ts';

const [folder, tokensPerSecond] = process.argv.slice(2);
if (folder === undefined) throw new Error('Give a folder.');
const perSecond = Number(tokensPerSecond) || 300;
const model: ResolvedModel = { id: 'scripted', reference: 'scripted', path: join(folder, 'none.gguf'), sizeBytes: 1 };
const models: ModelStore = {
  folder,
  resolve: async () => model,
  find: async () => model,
  list: async () => [model],
  remove: async () => ({ freedBytes: 0 }),
};

/** By the first word of what was asked. */
function reply({ prompt }: GenerateRequest): ScriptedReply {
  const last = prompt.type === 'messages' ? prompt.messages.at(-1) : undefined;
  const text = answers[textOf(last?.content ?? '').split(' ')[0]!] ?? 'Yes.';
  return { steps: paced(text.match(/\s?[\p{L}\p{M}\p{N}_]+|[\s\S]/gu) ?? []) };
}

/** As the engine counts tokens. A timer for each would be late each time. */
function paced(tokens: readonly string[]): ScriptStep[] {
  const together = 5;
  const delayMs = Math.max(1, (1000 * together) / perSecond - 1);
  const steps: ScriptStep[] = [];
  for (let from = 0; from < tokens.length; from += together) {
    steps.push({ text: tokens.slice(from, from + together).join('') }, { delayMs });
  }
  return steps;
}

const { config } = await loadConfig({ cwd: folder, env: {}, flags: { port: 0, data: folder, logLevel: 'silent' } });
const engine = createScriptedEngine({ replies: reply, contextSize: 1_000_000 });
const platform = await createPlatform(config, { engine, models });
const { url } = await platform.listen();
process.send?.(url);
process.once('disconnect', () => void platform.close({ drainMs: 0 }).then(() => process.exit(0)));
