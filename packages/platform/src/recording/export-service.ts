import { createReadStream } from 'node:fs';
import { readdir, rm, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { ExportService } from '@tuneloop/openai-server';
import { TuneloopError, type Job, type JobQueue } from '@tuneloop/protocol';
import type { InteractionSource } from '@tuneloop/rlhf';
import { exportKindName } from './export-kind.ts';
import type { LazyLog } from './lazy-log.ts';

/** Jobs that are looked through at a time. */
const pageSize = 100;

const contentTypes: Readonly<Record<string, string>> = {
  '.jsonl': 'application/x-ndjson',
  '.json': 'application/json',
};

export interface ExportServiceOptions {
  jobs: JobQueue;
  /** Each export has a folder of its own in it. */
  folder: string;
  log: LazyLog;
}

/** Exports as jobs. */
export function createExportService({ jobs, folder, log }: ExportServiceOptions): ExportService {
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
    async preview({ settings, where, scope, limit, signal }) {
      const { previewExport } = await import('@tuneloop/rlhf');
      const { parseExportSettings } = await import('@tuneloop/rlhf/export-settings');
      const source: InteractionSource = {
        records: (query, options) => log.open().records(query, { ...options, scope }),
      };
      return previewExport({ ...parseExportSettings({ ...settings, where }), log: source, limit, signal });
    },
    async list({ scope, after, limit }) {
      const isListed = async ({ id, owner, status }: Job): Promise<boolean> => {
        if (scope !== 'all' && scope.owner !== owner) return false;
        if (status === 'cancelled') return false;
        return status !== 'succeeded' || (await readdir(join(folder, id)).catch(() => [])).length > 0;
      };
      const found: Job[] = [];
      let last = after;
      for (;;) {
        const page = await jobs.list({ kinds: [exportKindName], after: last, limit: pageSize });
        for (const job of page.jobs) if (await isListed(job)) found.push(job);
        if (found.length > limit || !page.hasMore)
          return { jobs: found.slice(0, limit), hasMore: found.length > limit };
        last = page.jobs.at(-1)!.id;
      }
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
