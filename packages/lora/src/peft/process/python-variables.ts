import type { Environment } from '@tuneloop/runtime';
import { trainingThreads } from '../../driver/training-threads.ts';

export interface PythonVariablesOptions {
  /** By default the environment of this process. */
  environment?: Environment | undefined;
  /**
   * For computing. Left out, what the environment says, else half of the cores: threads of PyTorch wait for each other by
   * spinning, and on two cores that were busy a forward pass took seven times as long with both as with one.
   */
  threads?: number | undefined;
  /** Whether the model hub may be asked. Default `false`. */
  network?: boolean | undefined;
}

/**
 * About other Python set-ups. Images of containers often set the last one: without the compiled modules, which the
 * environment then never gets, the trainers' libraries take four times as long to import, at each of some ten starts.
 */
const foreign = ['PYTHONHOME', 'PYTHONPATH', 'VIRTUAL_ENV', 'PYTHONSTARTUP', 'PYTHONDONTWRITEBYTECODE'];

/** What a Python program of ours runs with: nothing of the user's other Python set-ups, and no word to anybody outside. */
export function pythonVariables(options: PythonVariablesOptions): Record<string, string | undefined> {
  const { environment = process.env, network = false } = options;
  const threads = options.threads ?? (environment['OMP_NUM_THREADS'] === undefined ? trainingThreads() : undefined);
  const variables: Record<string, string | undefined> = {
    ...environment,
    PYTHONUNBUFFERED: '1',
    PYTHONUTF8: '1',
    PYTHONNOUSERSITE: '1',
    TOKENIZERS_PARALLELISM: 'false',
    HF_HUB_DISABLE_TELEMETRY: '1',
    HF_HUB_DISABLE_PROGRESS_BARS: '1',
    DO_NOT_TRACK: '1',
    ...(threads !== undefined && { OMP_NUM_THREADS: String(threads), MKL_NUM_THREADS: String(threads) }),
    ...(!network && { HF_HUB_OFFLINE: '1', TRANSFORMERS_OFFLINE: '1', HF_DATASETS_OFFLINE: '1' }),
  };
  for (const name of foreign) delete variables[name];
  return variables;
}
