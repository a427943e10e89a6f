import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { errorCodes, throwIfAborted, TuneloopError, type CallOptions } from '@tuneloop/protocol';
import type { Environment } from '@tuneloop/runtime';
import { z } from 'zod';
import { pythonProjectFolder } from '../python-project.ts';
import { explainExit } from './explain-exit.ts';
import { startPython } from './python-process.ts';
import { pythonVariables } from './python-variables.ts';

/** One JSON line of a command, as it wrote it (snake_case). */
export type PythonEvent = { type: string } & Readonly<Record<string, unknown>>;

export interface PythonCommand extends CallOptions {
  /** The interpreter of the training environment. */
  python: string;
  /** A module in `tuneloop_lora/commands`. */
  command: string;
  /** Its configuration, as it reads it (snake_case). */
  config: object;
  /** Where the configuration is written. Left out: a folder that is removed in the end. */
  configFile?: string | undefined;
  /** By default the environment of this process. */
  environment?: Environment | undefined;
  threads?: number | undefined;
  /** Whether the model hub may be asked. Default `false`. */
  network?: boolean | undefined;
  /** Called for every line of standard output and standard error, and for what is no event among the events. */
  onLog?: ((line: string) => void) | undefined;
  /**
   * Asks the command to end well when `signal` is aborted; returns how long it has for it (in ms) before it is ended
   * with SIGTERM, then SIGKILL. Left out: it is ended at once.
   */
  onAbort?: (() => Promise<number>) | undefined;
  /** Between SIGTERM and SIGKILL. Default 5000. */
  patienceMs?: number | undefined;
  /** Replaces `-m tuneloop_lora` in tests. */
  program?: readonly string[] | undefined;
}

const lingerMs = 30_000;

const eventSchema = z.looseObject({ type: z.string() });
const errorSchema = z.object({
  code: z.enum(errorCodes),
  message: z.string(),
  reason: z.string().optional(),
  details: z.record(z.string(), z.unknown()).default({}),
});

/**
 * Runs a command of the Python project, and yields its events as they come; it is held up when they are not taken. Its
 * process group never outlives the loop over it, nor this process.
 *
 * Errors: what the command told in its `error` event (`details.reason`); `RESOURCE_EXHAUSTED` when the system killed it;
 * `UNSUPPORTED` when Python could not be started; `JOB_FAILED` when it died otherwise; `ABORTED`.
 */
export async function* pythonEvents(options: PythonCommand): AsyncGenerator<PythonEvent, void, void> {
  const { python, command, signal, program = ['-m', 'tuneloop_lora'] } = options;
  throwIfAborted(signal);
  const temporary = options.configFile === undefined ? await mkdtemp(join(tmpdir(), 'tuneloop-python-')) : undefined;
  const configFile = options.configFile ?? join(temporary ?? '', 'config.json');
  let ending: NodeJS.Timeout | undefined;
  let onAbort: (() => void) | undefined;
  try {
    await writeFile(configFile, `${JSON.stringify(options.config, undefined, 2)}\n`);
    throwIfAborted(signal);
    const child = startPython({
      python,
      parameters: [...program, command, configFile],
      folder: pythonProjectFolder(),
      environment: pythonVariables(options),
      patienceMs: options.patienceMs ?? 5000,
      onLog: (line) => options.onLog?.(line),
    });
    onAbort = () => {
      void (async () => {
        const graceMs = (await options.onAbort?.().catch(() => 0)) ?? 0;
        if (graceMs === 0) await child.stop();
        else ending = setTimeout(() => void child.stop(), graceMs);
      })();
    };
    signal?.addEventListener('abort', onAbort);
    let told: TuneloopError | undefined;
    let finished = false;
    try {
      for await (const line of child.events) {
        const event = parseEvent(line);
        if (event === undefined) child.log.add(line);
        else if (event.type === 'error') told = toError(event);
        else yield event;
      }
      finished = true;
    } catch (error) {
      // Ending the process by force closes the pipe under its reader.
      if (signal?.aborted !== true) throw error;
    } finally {
      if (!finished) await child.stop();
    }
    // An interpreter may hang in its end; what it had to say was said.
    const exit = await Promise.race([child.exit, sleep(lingerMs, undefined, { ref: false })]);
    clearTimeout(ending);
    if (exit === undefined) await child.stop();
    throwIfAborted(signal);
    if (told !== undefined) throw told;
    if (exit !== undefined && exit.code !== 0) throw explainExit(exit, python, child.log.lines);
  } finally {
    clearTimeout(ending);
    if (onAbort !== undefined) signal?.removeEventListener('abort', onAbort);
    if (temporary !== undefined) await rm(temporary, { recursive: true, force: true });
  }
}

function parseEvent(line: string): PythonEvent | undefined {
  try {
    return eventSchema.parse(JSON.parse(line));
  } catch {
    return undefined;
  }
}

function toError(event: PythonEvent): TuneloopError {
  const { success, data } = errorSchema.safeParse(event);
  if (!success) return new TuneloopError('JOB_FAILED', `The trainer failed: ${JSON.stringify(event).slice(0, 500)}`);
  const { code, message, reason, details } = data;
  return new TuneloopError(code, message, { details: { ...details, ...(reason !== undefined && { reason }) } });
}
