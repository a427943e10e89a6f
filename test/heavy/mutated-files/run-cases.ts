import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { addTemplate, mutateGguf } from '../../../packages/runtime/test/mutated/mutate-gguf.ts';
import {
  mutatePeftConfig,
  mutateSafetensors,
  mutatesConfig,
} from '../../../packages/runtime/test/mutated/mutate-peft.ts';
import { seeded } from '../../../packages/runtime/test/mutated/mutant.ts';
import {
  writeTestAdapter,
  writeTestLanguageModel,
  writeTestPeftAdapter,
} from '../../../packages/runtime/src/testing/index.ts';
import { createServerProcess } from '../room/server-process.ts';

export type CaseKind = 'model' | 'adapter' | 'peft';

export interface CaseResult {
  seed: number;
  kind: CaseKind;
  /** What was done to the file. */
  name: string;
  /** What each door answered: `inspect 200`, `chat model_load_failed`. */
  answers: string[];
  ms: number;
  problems: string[];
}

export interface RunCasesOptions {
  /** Everything that is written is below. */
  folder: string;
  port: number;
  cases: number;
  firstSeed: number;
  onCase?: ((result: CaseResult) => void) | undefined;
}

interface Answer {
  status: number;
  code: string;
  ms: number;
}

const kindOf = (seed: number): CaseKind => kinds[seed % kinds.length]!;

/** How long one answer may take, of a model that is to be loaded, too. */
const limitMs = 60_000;
/** In this order again and again. */
const kinds: readonly CaseKind[] = ['model', 'adapter', 'model', 'peft'];
const chatMl =
  "{% for m in messages %}<|im_start|>{{ m['role'] }}\n{{ m['content'] }}<|im_end|>\n{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}";

/**
 * Gives a real server with a small model one broken file after another, by every door: the folder of models, `inspect`,
 * a chat, the watched folder of adapters, `/v1/load_lora_adapter`. After each, what was served before must still be.
 */
export async function runCases({ folder, port, cases, firstSeed, onCase }: RunCasesOptions): Promise<CaseResult[]> {
  const models = join(folder, 'models');
  const adapters = join(folder, 'adapters');
  const base = join(folder, 'base.gguf');
  await mkdir(models, { recursive: true });
  await mkdir(adapters, { recursive: true });
  await writeTestLanguageModel({ path: base });
  await writeFile(base, addTemplate(await readFile(base), chatMl));
  await writeTestAdapter({ base, path: join(folder, 'lora.gguf') });
  await writeTestPeftAdapter({ base, folder: join(folder, 'peft') });
  await writeTestAdapter({ base, path: join(adapters, 'good.gguf'), seed: 7 });
  const whole = {
    model: await readFile(base),
    adapter: await readFile(join(folder, 'lora.gguf')),
    config: await readFile(join(folder, 'peft/adapter_config.json'), 'utf8'),
    weights: await readFile(join(folder, 'peft/adapter_model.safetensors')),
  };
  // The server looks into the folder once a second; a file's content it looks at when the model is asked for.
  const modelFile = (seed: number): string => join(models, `case-${seed}.gguf`);
  for (let seed = firstSeed; seed < firstSeed + cases; seed++) {
    if (kindOf(seed) === 'model') await writeFile(modelFile(seed), '');
  }
  const server = createServerProcess({
    engine: 'embedded',
    folder,
    port,
    modelPath: base,
    env: { FINETUNED_MODELS_DIR: models, LORA_PATHS: adapters, N_PARALLEL: '2' },
  });
  await server.start();
  const pid = server.pid;

  const ask = async (path: string, body?: object): Promise<Answer> => {
    const started = performance.now();
    try {
      const response = await fetch(server.url + path, {
        method: body ? 'POST' : 'GET',
        signal: AbortSignal.timeout(limitMs),
        ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
      });
      const text = await response.text();
      const code = (safeJson(text)['error'] as { code?: unknown } | undefined)?.code;
      return { status: response.status, code: typeof code === 'string' ? code : '', ms: performance.now() - started };
    } catch (error) {
      return { status: 0, code: String(error), ms: performance.now() - started };
    }
  };
  const chat = (model: string): Promise<Answer> =>
    ask('/v1/chat/completions', { model, max_tokens: 4, messages: [{ role: 'user', content: 'Hi' }] });

  async function runCase(seed: number): Promise<CaseResult> {
    const kind = kindOf(seed);
    const random = seeded(seed);
    const result: CaseResult = { seed, kind, name: '', answers: [], ms: 0, problems: [] };
    const started = performance.now();
    const door = async (name: string, answer: Promise<Answer>): Promise<void> => {
      const { status, code, ms } = await answer;
      result.answers.push(`${name} ${code || status}`);
      const what = `${name}: ${status} ${code} after ${Math.round(ms)} ms`;
      // A broken file is the file's fault and no accident of the server's, unless it kills an engine's process.
      if (status === 0 || code === 'internal_error' || (status >= 400 && code === '')) result.problems.push(what);
    };
    const id = `case-${seed}`;
    if (kind === 'model') {
      const { name, bytes } = mutateGguf(whole.model, random);
      result.name = name;
      await writeFile(modelFile(seed), bytes);
      await door('inspect', ask(`/models/inspect?model=${id}`));
      await door('chat', chat(id));
      await ask('/models/unload', { model: id });
      await writeFile(modelFile(seed), '');
    } else {
      const path = kind === 'peft' ? id : `${id}.gguf`;
      if (kind === 'peft') {
        const isConfig = mutatesConfig(random);
        const { name, bytes } = isConfig
          ? mutatePeftConfig(whole.config, random)
          : mutateSafetensors(whole.weights, random);
        result.name = name;
        await mkdir(join(adapters, path));
        await writeFile(join(adapters, path, 'adapter_model.safetensors'), isConfig ? whole.weights : bytes);
        await writeFile(join(adapters, path, 'adapter_config.json'), isConfig ? bytes : whole.config);
      } else {
        const { name, bytes } = mutateGguf(whole.adapter, random);
        result.name = name;
        await writeFile(join(adapters, path), bytes);
      }
      await door('load', ask('/v1/load_lora_adapter', { lora_name: `loaded-${seed}`, lora_path: path }));
      await door('chat', chat(`base:loaded-${seed}`));
      await ask('/v1/unload_lora_adapter', { lora_name: `loaded-${seed}` });
      await rm(join(adapters, path), { recursive: true, force: true });
    }
    for (const served of ['base', 'base:good']) {
      const { status, code, ms } = await chat(served);
      if (status !== 200 || ms > 20_000)
        result.problems.push(`${served} after it: ${status} ${code}, ${Math.round(ms)} ms`);
    }
    if (!server.isRunning || server.pid !== pid)
      result.problems.push(`the server ended: ${JSON.stringify(server.exit)}`);
    result.ms = performance.now() - started;
    return result;
  }

  const results: CaseResult[] = [];
  try {
    for (let seed = firstSeed; seed < firstSeed + cases && server.isRunning; seed++) {
      const result = await runCase(seed);
      results.push(result);
      onCase?.(result);
    }
  } finally {
    await server.kill('SIGTERM');
  }
  return results;
}

function safeJson(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}
