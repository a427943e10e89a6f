import { fork } from 'node:child_process';
import { once } from 'node:events';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { TuneloopError } from '@tuneloop/protocol';
import { LogTail } from '../../peft/process/log-tail.ts';

const fromSource = extname(import.meta.url) === '.ts';

/** The child's module. Once built, bundling may have moved this code: ask for it by name. */
const childModule: string = fromSource
  ? fileURLToPath(new URL('quantize-child.ts', import.meta.url))
  : fileURLToPath(import.meta.resolve('@tuneloop/lora/quantize-child'));

export interface QuantizeChildOptions {
  library: string;
  input: string;
  output: string;
  /** llama.cpp's number. */
  fileType: number;
  threads: number;
  signal?: AbortSignal | undefined;
  onProgress?: ((event: { completed: number; total: number }) => void) | undefined;
}

/** Errors: `ABORTED`, `MODEL_LOAD_FAILED` (llama.cpp refuses, or died of it), `UNSUPPORTED` (another library). */
export async function runQuantizeChild(options: QuantizeChildOptions): Promise<void> {
  const { library, input, output, fileType, threads, signal, onProgress } = options;
  const child = fork(childModule, [library, input, output, String(fileType), String(threads)], {
    execArgv: [],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const kill = (): void => void child.kill('SIGKILL');
  signal?.addEventListener('abort', kill, { once: true });
  const log = new LogTail((line) => {
    const { completed, total } = tensorLine.exec(line)?.groups ?? {};
    if (completed !== undefined) onProgress?.({ completed: Number(completed), total: Number(total) });
  });
  log.follow(child.stderr!);
  try {
    const [code] = (await once(child, 'close')) as [number | null];
    if (signal?.aborted) throw TuneloopError.from(signal.reason, 'ABORTED');
    if (code !== 0) throw refusal(input, code, log.lines);
  } finally {
    signal?.removeEventListener('abort', kill);
  }
}

/** What llama.cpp writes of each tensor: `[  12/ 272] name - …`. */
const tensorLine = /^\[\s*(?<completed>\d+)\/\s*(?<total>\d+)\]/;

function refusal(input: string, code: number | null, lines: readonly string[]): TuneloopError {
  const tail = lines.filter((line) => !tensorLine.test(line)).join('\n');
  if (code === 2) return new TuneloopError('UNSUPPORTED', `${tail} Install node-llama-cpp again.`);
  const said = /failed to quantize: (?<reason>.+)/.exec(tail)?.groups?.['reason'] ?? tail.split('\n').at(-1) ?? '';
  const reason = said.trim() || `its process ended with ${code ?? 'a signal'}`;
  return new TuneloopError('MODEL_LOAD_FAILED', `llama.cpp cannot quantise ${input}: ${reason}`, {
    details: { path: input },
  });
}
