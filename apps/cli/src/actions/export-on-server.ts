import type { JobWire } from '@tuneloop/openai-server';
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { loadConfig } from '@tuneloop/platform';
import { TuneloopError } from '@tuneloop/protocol';
import { splitPath, type ExportReport, type ExportSettingsInput } from '@tuneloop/rlhf';
import { serverAddress } from '../chat/connect.ts';
import { requestServer, type ServerAddress } from '../chat/server-client.ts';
import { configRequest } from '../config-options.ts';
import { describeExport } from '../interactions/describe-report.ts';
import { interruptible } from '../interrupts.ts';
import { notice, printJson, warning } from '../notice.ts';
import { withoutControlCharacters } from '../terminal/control-characters.ts';
import { createCountProgress, type CountProgress } from '../terminal/count-progress.ts';

const pollMs = 300;

/** What the job results in. */
type ServerExport = Pick<ExportReport, 'rows' | 'interactions' | 'used' | 'files'> & {
  left_out: ExportReport['leftOut'];
  /** Its name. */
  manifest: string;
};

/** Has a server export, waits for it, and fetches what it wrote. Interrupting ends the job. */
export async function exportOnServer(
  settings: ExportSettingsInput,
  { url, output, json, ...options }: { url: string; output: string; json?: boolean },
): Promise<void> {
  if (!output.endsWith('.jsonl')) {
    const message = `A server writes JSONL: name the output so (.jsonl), not ${output}. \`tuneloop data convert\` makes other files of it.`;
    throw new TuneloopError('INVALID_REQUEST', message);
  }
  const loaded = await loadConfig(configRequest({ ...options }));
  for (const text of loaded.warnings) warning(text);
  const address = serverAddress(url, loaded);
  const progress = createCountProgress(process.stderr, 'Exporting');
  const paths: string[] = [];
  try {
    const job = await interruptible(async (signal) => {
      const { id } = await asJob(await requestServer(address, '/exports', { body: onTheWire(settings), signal }));
      const path = `/exports/${encodeURIComponent(id)}`;
      const ended = await waitFor(address, path, { progress, signal });
      if (ended.status === 'succeeded') paths.push(...(await fetchFiles(address, path, ended, { output, signal })));
      return ended;
    });
    progress.stop();
    if (job.status !== 'succeeded') {
      const reason = withoutControlCharacters(job.error?.message ?? job.status);
      throw new TuneloopError('JOB_FAILED', `The export failed: ${reason}`);
    }
    if (json) printJson(job.result);
    else {
      for (const written of paths) process.stdout.write(`${written}\n`);
      const { left_out: leftOut, ...report } = job.result as ServerExport;
      notice(describeExport({ ...report, leftOut }));
    }
  } finally {
    progress.stop();
  }
}

async function waitFor(
  address: ServerAddress,
  path: string,
  { progress, signal }: { progress: CountProgress; signal: AbortSignal },
): Promise<JobWire> {
  try {
    for (;;) {
      const job = await asJob(await requestServer(address, path, { signal }));
      if (job.ended_at !== null) return job;
      if (job.progress) progress.update(job.progress.completed, job.progress.total);
      await new Promise((resolve) => {
        setTimeout(resolve, pollMs);
      });
    }
  } catch (error) {
    // Nobody waits for it any more.
    if (signal.aborted) await requestServer(address, path, { method: 'DELETE' }).catch(() => undefined);
    throw error;
  }
}

/** All files under the names that they would have here; then the server's go. */
async function fetchFiles(
  address: ServerAddress,
  path: string,
  job: JobWire,
  { output, signal }: { output: string; signal: AbortSignal },
): Promise<string[]> {
  const { files, manifest } = job.result as ServerExport;
  const named = (name: string): string => `${path}/file?name=${encodeURIComponent(name)}`;
  const paths: string[] = [];
  for (const { name, split } of files) {
    const target = split ? splitPath(output, split) : output;
    await fetchFile(address, named(name), { output: target, signal });
    paths.push(target);
  }
  await fetchFile(address, named(manifest), { output: `${output}.manifest.json`, signal });
  await requestServer(address, path, { method: 'DELETE', signal });
  return paths;
}

async function fetchFile(
  address: ServerAddress,
  path: string,
  { output, signal }: { output: string; signal: AbortSignal },
): Promise<void> {
  const response = await requestServer(address, path, { signal });
  const partial = `${output}.partial`;
  try {
    // What `fetch` calls a stream is one of Node's.
    const body = Readable.fromWeb(response.body as Parameters<typeof Readable.fromWeb>[0]);
    await pipeline(body, createWriteStream(partial, { mode: 0o600 }), { signal });
    await rename(partial, output);
  } catch (error) {
    await rm(partial, { force: true });
    if (signal.aborted) throw TuneloopError.from(signal.reason, 'ABORTED');
    throw new TuneloopError('UPSTREAM_FAILED', 'The file did not come whole from the server.', { cause: error });
  }
}

async function asJob(response: Response): Promise<JobWire> {
  return (await response.json()) as JobWire;
}

/** Names with underscores; the filters are those of `GET /v1/interactions`. */
function onTheWire({ where = {}, ...settings }: ExportSettingsInput): object {
  const { conversation, request, ...filters } = where;
  return {
    ...underscored(settings),
    where: underscored({
      ...filters,
      ...(conversation !== undefined && { conversationId: conversation }),
      ...(request !== undefined && { requestId: request }),
    }),
  };
}

function underscored(values: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      value as unknown,
    ]),
  );
}
