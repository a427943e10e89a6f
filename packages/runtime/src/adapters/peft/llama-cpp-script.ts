import { randomUUID } from 'node:crypto';
import { rename, rm, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { throwIfAborted, TuneloopError } from '@tuneloop/protocol';
import { runProgram, type RunProgram } from '../../models/download/run-program.ts';
import { adapterInvalid } from '../adapter-fault.ts';
import { readAdapter } from '../read-adapter.ts';
import { llamaCppSource } from './llama-cpp-source.ts';
import { readPeftConfig } from './peft-config.ts';

export interface ScriptConversionOptions {
  /** A folder that PEFT saved. */
  source: string;
  /** The folder of the base model as Hugging Face has it, with `config.json` and the tokenizer; no weights needed. */
  base: string;
  /** The `.gguf` that is written: under a temporary name first, then renamed. */
  output: string;
  /** Where llama.cpp's scripts are unpacked to. */
  cacheFolder: string;
  /** An interpreter that has torch, transformers, safetensors and sentencepiece; default `python3`. */
  python?: string | undefined;
  signal?: AbortSignal | undefined;
  /** Replaced in tests. */
  run?: RunProgram | undefined;
}

/**
 * Converts a LoRA adapter of PEFT with llama.cpp's own `convert_lora_to_gguf.py`: slow, and it needs Python, but it knows
 * every architecture of llama.cpp, mixtures of experts too. `convertAdapter` needs neither for the common ones.
 *
 * Errors: `UNSUPPORTED` (Python, a package, git or node-llama-cpp is missing; the message says what to install),
 * `ADAPTER_INVALID` (the script refuses it, or would lose its scales), `NOT_FOUND`, `MODEL_NOT_FOUND`, `ABORTED`.
 */
export async function convertAdapterWithScript(options: ScriptConversionOptions): Promise<void> {
  const { source, base, output, cacheFolder, python = 'python3', signal, run = runProgram } = options;
  throwIfAborted(signal);
  await assertScalesKept(source);
  if ((await stat(join(base, 'config.json')).catch(() => undefined)) === undefined) {
    const message = `${base} is no folder with a config.json. The script needs the base model as Hugging Face has it.`;
    throw new TuneloopError('MODEL_NOT_FOUND', message, { details: { path: base } });
  }
  const scripts = await llamaCppSource({ cacheFolder, run, signal });
  const draft = `${resolve(output)}.${randomUUID()}.partial`;
  try {
    const script = join(scripts, 'convert_lora_to_gguf.py');
    const args = [script, '--base', resolve(base), '--outfile', draft, resolve(source)];
    const result = await run(python, args, { folder: scripts, signal });
    if (result === undefined) throw pythonMissing(`${python} is not installed`);
    if (result.exitCode !== 0) throw explain(source, result.output);
    await readAdapter(draft);
    await rename(draft, output);
  } finally {
    await rm(draft, { force: true });
  }
}

/** The script takes alpha as it is, for all modules. */
async function assertScalesKept(source: string): Promise<void> {
  const config = await readPeftConfig(source);
  const hasPatterns = Object.keys({ ...config.rank_pattern, ...config.alpha_pattern }).length > 0;
  if (config.use_rslora !== true && !hasPatterns) return;
  throw adapterInvalid(
    source,
    'not-convertible',
    `${basename(source)} has use_rslora, rank_pattern or alpha_pattern, which llama.cpp's script ignores: the adapter would act with the wrong strength. Merge it into its base model.`,
  );
}

function explain(source: string, output: string): TuneloopError {
  const missing = /No module named '(?<name>[\w.]+)'/.exec(output)?.groups?.['name'];
  if (missing !== undefined) return pythonMissing(`Python has no module ${missing}`);
  const reason = output.trim().split('\n').at(-1) ?? '';
  return adapterInvalid(source, 'not-convertible', `llama.cpp's script refused ${source}: ${reason.slice(-300)}`);
}

function pythonMissing(what: string): TuneloopError {
  const advice = 'Install Python 3 with: pip install torch transformers safetensors sentencepiece numpy';
  return new TuneloopError('UNSUPPORTED', `${what}, which llama.cpp's script needs. ${advice}`);
}
