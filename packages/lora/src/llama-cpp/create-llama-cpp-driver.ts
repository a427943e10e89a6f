import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { access, constants, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';
import { finished } from 'node:stream/promises';
import { TuneloopError, type CallOptions } from '@tuneloop/protocol';
import { hashFile, readModelMetadata, type Environment } from '@tuneloop/runtime';
import type { TrainingBase, TrainingDriver, TrainingRun, TrainOptions } from '../driver/training-driver.ts';
import type { TrainingEvent, TrainingResult } from '../driver/training-event.ts';
import { quantizeGguf } from '../export/quantize/quantize-gguf.ts';
import { trainingThreads } from '../driver/training-threads.ts';
import { exists } from '../files/exists.ts';
import { emitted } from '../peft/driver/emitted.ts';
import { runFolder } from '../run/run-folder.ts';
import { Epochs } from './epochs.ts';
import { finetuneArguments, ignoredSettings, windowOf } from './finetune-arguments.ts';
import { plainText } from './plain-text.ts';
import { runFinetune } from './run-finetune.ts';

export interface LlamaCppDriverOptions {
  /** For bases in F32 (`bases-f32`). */
  cacheFolder: string;
  /** The path of `llama-finetune`; left out, it is looked for on the PATH. */
  program?: string | undefined;
  /** For the program; its `PATH` is where it is looked for. */
  environment: Environment;
  /** Makes a Hugging Face folder of the GGUF that comes out; `baseFolder` of the driver peft does. */
  toFolder: (gguf: string, options: CallOptions) => Promise<string>;
}

type Emit = (event: TrainingEvent) => void;

/**
 * Trains with `llama-finetune`, llama.cpp's own example program, where it is installed: all weights of a model in F32, on
 * plain text without a chat template, and without checkpoints: what is aborted begins anew. What comes out is a model
 * (`tuning: full`), of which conversion makes a low-rank adapter.
 */
export function createLlamaCppDriver(options: LlamaCppDriverOptions): TrainingDriver {
  const { cacheFolder, environment, toFolder } = options;

  async function findProgram(): Promise<string | undefined> {
    const { program = process.platform === 'win32' ? 'llama-finetune.exe' : 'llama-finetune' } = options;
    const folders = isAbsolute(program) ? [''] : (environment['PATH'] ?? '').split(delimiter).filter(Boolean);
    for (const folder of folders) {
      const path = join(folder, program);
      const isThere = await access(path, constants.X_OK).then(
        () => true,
        () => false,
      );
      if (isThere) return path;
    }
    return undefined;
  }

  async function requireProgram(): Promise<string> {
    const program = await findProgram();
    if (program !== undefined) return program;
    throw new TuneloopError('UNSUPPORTED', missingProgram(options.program), { details: { reason: 'environment' } });
  }

  /** The base with weights that can be written to: once for each base. */
  async function precise(base: TrainingBase, emit: Emit, signal: AbortSignal): Promise<string> {
    if (base.type !== 'gguf') {
      const message = 'The driver llama.cpp trains GGUF models alone. Name a .gguf, or train with the driver peft.';
      throw new TuneloopError('UNSUPPORTED', message, { details: { base: base.type } });
    }
    const { quantization } = await readModelMetadata(base.path);
    if (quantization === 'F32') return base.path;
    const sha256 = base.sha256 ?? (await hashFile(base.path, { signal }));
    const output = join(cacheFolder, 'bases-f32', `${sha256}.gguf`);
    if (await exists(output)) return output;
    await mkdir(join(cacheFolder, 'bases-f32'), { recursive: true });
    const onProgress = (progress: { completed: number; total: number }): void =>
      emit({ type: 'phase', phase: 'base', ...progress });
    await quantizeGguf({ input: base.path, output, type: 'F32', requantize: true, signal, onProgress });
    return output;
  }

  async function train(run: TrainingRun, call: TrainOptions, emit: Emit, signal: AbortSignal): Promise<TrainingResult> {
    const files = runFolder(run.folder);
    const [output, text] = [join(run.folder, 'model.gguf'), join(run.folder, 'data', 'train.txt')];
    const program = await requireProgram();
    const threads = trainingThreads(run.config.threads);
    // Before anything that takes long.
    finetuneArguments(run.config, { model: '', text, output }, threads);
    for (const message of ignoredSettings({ ...run.config, startFrom: run.startFrom })) {
      emit({ type: 'warning', message });
    }
    const model = await precise(run.base, emit, signal);
    await writeText(run, text, signal);
    // Its own: a program that outlived a killed parent may still be writing.
    const draft = `${output}.${randomUUID()}.partial`;
    const args = finetuneArguments(run.config, { model, text, output: draft }, threads);
    await writeFile(files.trainerConfig, `${JSON.stringify({ program, args }, undefined, 2)}\n`);

    const log = createWriteStream(files.trainerLog, { flags: 'a' });
    log.on('error', () => undefined);
    const startedAt = performance.now();
    const progress = new Epochs(Math.ceil(run.config.epochs), emit, run);
    try {
      emit({ type: 'phase', phase: 'load' });
      await runFinetune({
        program,
        args,
        environment,
        signal,
        onProgress: (line) => progress.add(line),
        onLog: (line) => {
          log.write(`${line}\n`);
          call.onLog?.(line);
        },
      });
      await rename(draft, output);
    } finally {
      log.end();
      await finished(log).catch(() => undefined);
      await rm(draft, { force: true });
    }
    const seconds = (performance.now() - startedAt) / 1000;
    emit({ type: 'phase', phase: 'save' });
    const folder = await toFolder(output, { signal });
    return { folder, tuning: 'full', ...progress.result, seconds, peakMemoryBytes: 0, versions: {} };
  }

  const started = (run: TrainingRun, call: TrainOptions = {}): AsyncGenerator<TrainingEvent> =>
    emitted<TrainingEvent, void>(async (emit, signal) => {
      emit({ type: 'done', result: await train(run, call, emit, signal) });
    }, call.signal);

  return {
    name: 'llama.cpp',
    async probe() {
      const program = await findProgram();
      const problems = program === undefined ? [{ message: missingProgram(options.program), canRepair: false }] : [];
      return { ready: program !== undefined, problems, facts: program === undefined ? {} : { program } };
    },
    async *prepare(run, call = {}) {
      yield* emitted<TrainingEvent, void>(async (emit, signal) => {
        // Before anything that takes long.
        finetuneArguments(run.config, { model: '', text: '', output: '' }, 1);
        await requireProgram();
        await precise(run.base, emit, signal);
      }, call.signal);
    },
    train: started,
    resume: started,
  };
}

function missingProgram(program: string | undefined): string {
  const what = program === undefined ? 'llama-finetune is not on the PATH' : `There is no program ${program}`;
  return `${what}. Build it from llama.cpp (cmake --build build --target llama-finetune) and name it with LLAMA_FINETUNE_PATH, or train with the driver peft.`;
}

async function writeText(run: TrainingRun, path: string, signal: AbortSignal): Promise<void> {
  await mkdir(join(run.folder, 'data'), { recursive: true });
  const draft = `${path}.partial`;
  const file = createWriteStream(draft);
  let bytes = 0;
  for await (const text of plainText(run.data.train, signal)) {
    bytes += Buffer.byteLength(text);
    if (!file.write(text)) await once(file, 'drain');
  }
  file.end();
  await finished(file);
  await rename(draft, path);
  // A token has at least a byte, and the first window alone needs so many.
  const window = windowOf(run.config);
  if (bytes > window + 1) return;
  throw new TuneloopError(
    'INVALID_REQUEST',
    `The data has ${bytes} bytes of text, and the program learns from windows of ${window} tokens. Give it more rows, or a smaller maxLength.`,
    { details: { bytes, window } },
  );
}
