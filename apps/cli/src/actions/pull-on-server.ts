import type { JobWire } from '@tuneloop/openai-server';
import { loadConfig } from '@tuneloop/platform';
import { TuneloopError, type ProgressEvent } from '@tuneloop/protocol';
import { serverAddress } from '../chat/connect.ts';
import { configRequest } from '../config-options.ts';
import { interruptible } from '../interrupts.ts';
import { JobClient } from '../jobs/job-client.ts';
import { notice, printJson, warning } from '../notice.ts';
import { withoutControlCharacters } from '../terminal/control-characters.ts';
import { createProgressDisplay } from '../terminal/progress.ts';
import { formatBytes } from '../terminal/units.ts';

/** What a job of the kind `download` results in. */
interface DownloadedModel {
  id: string;
  reference: string;
  sizeBytes: number;
}

/** Lets a server download a model, and shows how far it is; leaving it does not end the download. */
export async function pullOnServer(
  reference: string | undefined,
  options: { url: string; json?: boolean },
): Promise<void> {
  if (reference === undefined) {
    throw new TuneloopError('INVALID_REQUEST', 'Say what the server is to download: tuneloop pull REFERENCE --url URL');
  }
  const loaded = await loadConfig(configRequest({ ...options }));
  for (const text of loaded.warnings) warning(text);
  const jobs = new JobClient(serverAddress(options.url, loaded));
  const job = await interruptible(async (signal) => {
    const { id } = await jobs.submit('download', { model: reference }, signal);
    return follow(jobs, id, signal);
  });
  if (job.error) {
    throw new TuneloopError('JOB_FAILED', `The download failed: ${withoutControlCharacters(job.error.message)}`);
  }
  if (job.status === 'cancelled') throw new TuneloopError('JOB_FAILED', 'Somebody cancelled the download.');
  const model = job.result as DownloadedModel;
  if (options.json) {
    printJson(model);
    return;
  }
  process.stdout.write(`${withoutControlCharacters(model.id)}\n`);
  notice(`${model.id} is ready at the server (${formatBytes(model.sizeBytes)}).`);
}

async function follow(jobs: JobClient, id: string, signal: AbortSignal): Promise<JobWire> {
  const progress = createProgressDisplay(process.stderr);
  try {
    for await (const event of jobs.events(id, signal)) {
      if (event.type === 'progress') progress.listener(event as unknown as ProgressEvent);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
    const message =
      `Interrupted. The server goes on; \`tuneloop jobs watch ${id}\` follows it, ` +
      `\`tuneloop jobs cancel ${id}\` ends it (with --url).`;
    throw new TuneloopError('ABORTED', message, { cause: error });
  } finally {
    progress.stop();
  }
  return jobs.get(id, signal);
}
