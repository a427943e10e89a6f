import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { loadConfig } from '@tuneloop/platform';
import { TuneloopError } from '@tuneloop/protocol';
import { dataFileName, fetchDataFile, parseDataReference } from '@tuneloop/runtime';
import { configRequest } from '../config-options.ts';
import { interruptible } from '../interrupts.ts';
import { notice, printJson, warning } from '../notice.ts';
import { createProgressDisplay } from '../terminal/progress.ts';
import { formatBytes } from '../terminal/units.ts';

export async function downloadData(
  reference: string,
  options: { output?: string; force?: boolean; json?: boolean },
): Promise<void> {
  const path = resolve(options.output ?? dataFileName(parseDataReference(reference)));
  if (!options.force && (await stat(path).catch(() => undefined))) {
    throw new TuneloopError('INVALID_REQUEST', `${path} is there already. Name another file with -o, or say --force.`);
  }
  const { config, warnings } = await loadConfig(configRequest({ ...options }));
  for (const text of warnings) warning(text);
  if (config.offline) {
    throw new TuneloopError('INVALID_REQUEST', 'Downloads are switched off (--offline, TUNELOOP_OFFLINE).');
  }
  const { endpoint, token } = config.huggingFace;
  const progress = createProgressDisplay(process.stderr);
  const { sizeBytes, sha256 } = await interruptible(async (signal) => {
    try {
      return await fetchDataFile(reference, {
        destination: path,
        huggingFace: { endpoint, token: token?.reveal() },
        environment: process.env,
        signal,
        onProgress: progress.listener,
      });
    } finally {
      progress.stop();
    }
  });
  if (options.json) printJson({ reference, path, sizeBytes, sha256 });
  else {
    process.stdout.write(`${path}\n`);
    notice(`${formatBytes(sizeBytes)}, sha256 ${sha256}. Look at it: tuneloop data inspect ${path}`);
  }
}
