import { createPeftDriver, type PeftDriver, type PrepareOptions, type PythonExtra } from '@tuneloop/lora/peft';
import type { Platform } from '@tuneloop/platform';
import { notice } from '../notice.ts';
import { agreeToDownload } from './agree-to-download.ts';

export interface PythonTools {
  python: string;
  cacheFolder: string;
  /** Of a model's GGUF: made once, and kept. */
  baseFolder(gguf: string): Promise<string>;
}

export interface PythonToolsOptions {
  /** Without a question. */
  yes?: boolean | undefined;
  /** Left out: those of a training. */
  extras?: readonly PythonExtra[] | undefined;
  signal: AbortSignal;
}

/** The Python of training, made on first use: by consent on a terminal, unless `yes`. */
export async function openPythonTools(
  { config }: Pick<Platform, 'config'>,
  { yes = false, extras, signal }: PythonToolsOptions,
): Promise<PythonTools> {
  const cacheFolder = config.folders.cache;
  const driver: PeftDriver = createPeftDriver({ cacheFolder, offline: config.offline, extras });
  await agreeToDownload(await driver.probe({ signal }), { cacheFolder, yes, signal });
  const said = new Set<string>();
  const call: PrepareOptions = {
    signal,
    onEvent: (event) => {
      const text = event.type === 'phase' ? phases[event.phase] : undefined;
      if (text === undefined || said.has(text)) return;
      said.add(text);
      notice(`${text} …`);
    },
  };
  const { python } = await driver.environment(call);
  return { python, cacheFolder, baseFolder: (path) => driver.baseFolder({ type: 'gguf', path }, call) };
}

const phases: Readonly<Record<string, string>> = {
  environment: 'Fetching Python packages',
  base: 'Reading the weights of the base',
};
