import {
  createKeptLog,
  createLogger,
  createPlatform,
  describeStartFailure,
  loadConfig,
  runServer,
} from '@tuneloop/platform';
import type { GenerateRequest } from '@tuneloop/protocol';
import type { ModelStore, ResolvedModel } from '@tuneloop/runtime';
import { createScriptedEngine, type ScriptedReply } from '@tuneloop/runtime/scripted';
import { writeTestBaseModel } from '@tuneloop/runtime/testing';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { createStandInTraining } from './stand-in-training.ts';

/*
 * The server of `npm start` over the scripted engine, for more requests a second than a real model can answer on a small
 * machine. What the last message says decides about the answer:
 *
 * - `say N`: so many words
 * - `list files`: a call of the tool `list_contents`, where there is one, and then an answer
 */

function lastText({ prompt }: GenerateRequest): { role: string; text: string } {
  if (prompt.type !== 'messages') return { role: 'user', text: prompt.type === 'text' ? prompt.text : '' };
  const last = prompt.messages.at(-1);
  if (last === undefined) return { role: 'user', text: '' };
  return { role: last.role, text: JSON.stringify(last.content) };
}

const words = (count: number): ScriptedReply => ({
  steps: Array.from({ length: count }, (_, index) => ({ text: `word${index} ` })),
});

function reply(request: GenerateRequest): ScriptedReply {
  const { role, text } = lastText(request);
  const offersFiles = request.tools?.some(({ name }) => name === 'list_contents') === true;
  if (role === 'user' && text.includes('list files') && offersFiles) {
    return { steps: [{ toolCall: { name: 'list_contents', arguments: { path: '.' } } }] };
  }
  const wanted = /say (\d+)/.exec(text)?.[1];
  return words(Math.min(Number(wanted ?? 12), request.maxTokens ?? Infinity));
}

async function main(): Promise<number> {
  try {
    const loadedConfig = await loadConfig();
    const { config } = loadedConfig;
    const path = join(config.folders.data, 'base.gguf');
    // Adapters are held against it.
    await access(path).catch(() => writeTestBaseModel(path));
    const model: ResolvedModel = { id: 'scripted', reference: 'scripted', path, sizeBytes: 1 };
    const models: ModelStore = {
      folder: config.folders.models,
      resolve: async () => model,
      find: async () => model,
      list: async () => [model],
      remove: async () => ({ freedBytes: 0 }),
    };
    const tokensPerSecond = Number(process.env['SCRIPTED_TOKENS_PER_SECOND'] ?? 400);
    const { slots, queueLimit, queueWaitMs } = config.runtime;
    const engine = createScriptedEngine({ replies: reply, tokensPerSecond, slots, queueLimit, queueWaitMs });
    const keptLog = createKeptLog();
    const logger = createLogger({ ...config.log, destination: process.stderr, history: keptLog });
    const platform = await createPlatform(config, {
      engine,
      models,
      training: await createStandInTraining(config.folders.cache),
      logger,
      keptLog,
      loadedConfig,
    });
    return await runServer(platform, { onNotice: ({ kind, text }) => console.log(`${kind}: ${text}`) });
  } catch (error) {
    const failure = describeStartFailure(error);
    console.error(failure.message);
    return failure.exitCode;
  }
}

process.exit(await main());
