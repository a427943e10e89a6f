import type { Environment } from '@tuneloop/runtime';
import type { PythonExtra } from './environment/environment-folder.ts';
import type { TorchBuild } from './environment/torch-build.ts';

export interface PeftDriverOptions {
  /** For the Python environment (`training`) and the bases made of GGUFs (`bases`). */
  cacheFolder: string;
  /** Neither the package index nor the hub is asked. Default `false`. */
  offline?: boolean | undefined;
  /** For Python and uv. By default the environment of this process. */
  environment?: Environment | undefined;
  /** An interpreter that has all packages, in place of an environment of our own. */
  python?: string | undefined;
  /** Of the Python project, in place of what a training wants. */
  extras?: readonly PythonExtra[] | undefined;
  /** Left out: the build of torch that fits the machine. */
  torch?: TorchBuild | undefined;
  /** How long a training has for saving itself when it is aborted, in ms. Default 60,000. */
  stopGraceMs?: number | undefined;
  /** Replaces `-m tuneloop_lora` in tests. */
  program?: readonly string[] | undefined;
}
