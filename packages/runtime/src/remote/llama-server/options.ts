import { isAbsolute, join } from 'node:path';
import { TuneloopError } from '@tuneloop/protocol';
import { z } from 'zod';

export interface LlamaServerEngineOptions {
  /** Absolute path of the program. */
  executable: string;
  /** Tokens of one request; by default the program's own choice. */
  contextSize?: number | undefined;
  /** Requests at the same time. Default 4. */
  slots?: number | undefined;
  threads?: number | undefined;
  /** -1: all, 0: none. */
  gpuLayers?: number | undefined;
  /** Requests that may wait here. Default 64. */
  queueLimit?: number | undefined;
  /** How long a request may wait, in ms; left out, for ever. */
  queueWaitMs?: number | undefined;
  /** Folder for saved slots; without it none can be saved. */
  slotSaveFolder?: string | undefined;
  /** Further parameters, as on its command line. */
  parameters?: string[] | undefined;
  /** Gets each line that it writes. */
  onLog?: ((line: string) => void) | undefined;
  /** It ended by itself; it is started again after `delayMs`. */
  onRestart?: ((event: { reason: string; delayMs: number }) => void) | undefined;
}

export interface LlamaServerSettings extends LlamaServerEngineOptions {
  slots: number;
}

const isFunction = z.custom((value) => typeof value === 'function', 'must be a function').optional();

const optionsSchema = z.strictObject({
  executable: z.string().min(1),
  contextSize: z.number().int().min(1).optional(),
  slots: z.number().int().min(1).max(256).default(4),
  threads: z.number().int().min(1).max(1024).optional(),
  gpuLayers: z.number().int().min(-1).optional(),
  queueLimit: z.number().int().min(0).optional(),
  queueWaitMs: z.number().int().min(1).max(2_147_483_647).optional(),
  slotSaveFolder: z.string().refine(isAbsolute, 'must be an absolute path').optional(),
  parameters: z.array(z.string()).optional(),
  onLog: isFunction,
  onRestart: isFunction,
});

/** Errors: `INVALID_REQUEST` naming the option. */
export function parseLlamaServerOptions(options: LlamaServerEngineOptions): LlamaServerSettings {
  const result = optionsSchema.safeParse(options);
  if (result.success) return { ...options, slots: result.data.slots };
  const [issue] = result.error.issues;
  throw new TuneloopError('INVALID_REQUEST', `llama-server option ${issue?.path.join('.')}: ${issue?.message}`);
}

/** Its command line for one model. `-c` is divided among the slots. */
export function commandLine(
  settings: LlamaServerSettings,
  model: { id: string; path: string },
  port: number,
): string[] {
  const { contextSize, slots, threads, gpuLayers, slotSaveFolder, parameters = [] } = settings;
  const given = (name: string, value: number | string | undefined): string[] =>
    value === undefined ? [] : [name, `${value}`];
  return [
    '--model',
    model.path,
    '--alias',
    model.id,
    '--host',
    '127.0.0.1',
    '--port',
    `${port}`,
    '--parallel',
    `${slots}`,
    '--jinja',
    '--no-webui',
    ...given('--ctx-size', contextSize === undefined ? undefined : contextSize * slots),
    ...given('--threads', threads),
    ...given('--gpu-layers', gpuLayers === -1 ? 999 : gpuLayers),
    // Older versions put the name right behind it.
    ...given('--slot-save-path', slotSaveFolder === undefined ? undefined : join(slotSaveFolder, '/')),
    ...parameters,
  ];
}
