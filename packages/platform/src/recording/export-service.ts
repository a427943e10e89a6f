import { createReadStream } from 'node:fs';
import { readdir, rm, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { ExportService } from '@tuneloop/openai-server';
import { TuneloopError, type Job, type JobQueue } from '@tuneloop/protocol';
import { exportKindName } from './export-kind.ts';

const contentTypes: Readonly<Record<string, string>> = {
  '.jsonl': 'application/x-ndjson',
  '.json': 'application/json',
};

/** Exports as jobs of `jobs`, whose files are in `folder`. */
export function createExportService(jobs: JobQueue, folder: string): ExportService {
  const get = async (id: string): Promise<Job> => {
    const job = await jobs.get(id);
    if (job.kind === exportKindName) return job;
    throw new TuneloopError('NOT_FOUND', `There is no export "${id.slice(0, 100)}".`);
  };

  return {
    async submit({ settings, where, scope, owner, idempotencyKey }) {
      const input = { settings: { ...settings, where }, ...(scope !== 'all' && { owner: scope.owner }) };
      return jobs.submit({ kind: exportKindName, input, owner, idempotencyKey });
    },
    get,
    async file(job, name) {
      if (job.status !== 'succeeded') {
        const why = job.endedAt === undefined ? 'is not written yet' : `is ${job.status}`;
        throw new TuneloopError(
          'NOT_FOUND',
          `The export ${job.id} ${why}: GET /v1/exports/${job.id} tells how far it is.`,
        );
      }
      const own = join(folder, job.id);
      const { files } = job.result as { files: { name: string }[] };
      const wanted = name ?? files[0]?.name;
      // By what is there: a name of the request never becomes a path.
      const found = (await readdir(own).catch(() => [])).find((present) => present === wanted);
      if (found === undefined) {
        const message = `The export ${job.id} has no file ${JSON.stringify(wanted)}; its result lists those that it had.`;
        throw new TuneloopError('NOT_FOUND', message);
      }
      const path = join(own, found);
      const { size } = await stat(path);
      const contentType = contentTypes[extname(found)] ?? 'application/octet-stream';
      return { name: found, sizeBytes: size, contentType, open: () => createReadStream(path) };
    },
    async remove({ id, endedAt }) {
      if (endedAt === undefined) await jobs.cancel(id);
      await rm(join(folder, id), { recursive: true, force: true });
    },
  };
}
