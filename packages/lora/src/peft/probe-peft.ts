import { totalmem } from 'node:os';
import { dirname } from 'node:path';
import { TuneloopError, type CallOptions } from '@tuneloop/protocol';
import { formatBytes } from '@tuneloop/runtime';
import { z } from 'zod';
import type { DriverProbe, DriverProblem } from '../driver/training-driver.ts';
import { trainingThreads } from '../driver/training-threads.ts';
import type { PeftDriverOptions } from './peft-driver-options.ts';
import { listEnvironments } from './environment/environment-folder.ts';
import { findPythonEnvironment, lockHash } from './environment/python-environment.ts';
import { findNvidiaGpus } from './environment/torch-build.ts';
import { runPython } from './run-python.ts';

const result = z.object({
  type: z.literal('probe'),
  versions: z.record(z.string(), z.string()),
  missing: z.array(z.string()),
  device: z.string(),
  devices: z.array(z.object({ name: z.string(), memory_bytes: z.number(), free_bytes: z.number() })),
  bf16: z.boolean(),
});

/** Looks at what training would run on; starts Python where it is there, and changes nothing. */
export async function probePeft(options: PeftDriverOptions & CallOptions): Promise<DriverProbe> {
  const { cacheFolder, signal, environment, program } = options;
  const facts: Record<string, string> = {};
  const problems: DriverProblem[] = [];
  const made = options.python ? undefined : await findPythonEnvironment(options);
  const lock = await lockHash();
  const old = (await listEnvironments(cacheFolder)).filter((environment) => environment.lock !== lock);
  if (made !== undefined) facts['environment'] = made.folder;
  if (old.length > 0) facts['of earlier versions, to be deleted'] = old.map(({ folder }) => folder).join(', ');
  const python = options.python ?? made?.python;
  if (python === undefined) {
    const what = 'The Python environment of the trainers is not made yet (some 3 GB to download, 5 GB on disk).';
    const advice = options.offline
      ? ' Downloads are switched off: train once with the network.'
      : ' The first training makes it.';
    problems.push({ message: `${what}${advice}`, canRepair: options.offline !== true });
    return { ready: false, problems, facts };
  }
  try {
    const found = await runPython({ python, command: 'probe', config: {}, result, signal, environment, program });
    Object.assign(facts, {
      device: found.devices.map(({ name }) => name).join(', ') || (found.device === 'mps' ? 'Metal' : 'CPU'),
      memory: formatBytes(
        found.devices.length > 0 ? Math.max(...found.devices.map((gpu) => gpu.memory_bytes)) : totalmem(),
      ),
      ...(found.device === 'cpu' && { threads: String(trainingThreads()) }),
      ...found.versions,
    });
    if (found.missing.length > 0) {
      const message = `The Python environment lacks ${found.missing.join(', ')}. Remove ${dirname(dirname(python))}, and train again: it is made anew.`;
      problems.push({ message, canRepair: false });
    }
    const gpus = await findNvidiaGpus(cacheFolder);
    if (gpus.length > 0 && found.device === 'cpu') {
      const message = `torch does not see ${gpus[0]!.name}: its driver (${gpus[0]!.driver}) may be too old. Update the driver; training would run on the CPU.`;
      problems.push({ message, canRepair: false });
    }
  } catch (error) {
    problems.push({ message: TuneloopError.from(error).message, canRepair: false });
  }
  return { ready: problems.length === 0, problems, facts };
}
