import { Readable } from 'node:stream';
import { TuneloopError, type Job, type PreferenceStatistics } from '@tuneloop/protocol';
import type { ExportRequest, ExportService } from '../src/exports/export-service.ts';

const nothing = { alpha: Number.NaN, items: 0, values: 0 };

export const noStatistics: PreferenceStatistics = {
  agreement: { thumbs: nothing, scores: nothing, choices: nothing },
  pairs: [],
  contestants: [],
};

export interface StubExports extends ExportService {
  requests: ExportRequest[];
  removed: string[];
}

/** One export, `job_1`, which belongs to who asked last and has two files. */
export function createStubExports(): StubExports {
  const requests: ExportRequest[] = [];
  const removed: string[] = [];
  const files: Record<string, string> = { 'sft.jsonl': '{"messages":[]}\n', 'sft.jsonl.manifest.json': '{}' };
  const job = (): Job => ({
    id: 'job_1',
    kind: 'export',
    input: {},
    status: 'succeeded',
    owner: requests.at(-1)?.owner,
    after: [],
    priority: 0,
    createdAt: '2026-11-21T00:00:00.000Z',
    attempt: 1,
    lastEvent: 3,
  });
  return {
    requests,
    removed,
    async submit(request) {
      requests.push(request);
      return job();
    },
    async preview({ settings, limit }) {
      const row = { messages: [] };
      const files = [{ rows: 2, first: Array.from({ length: Math.min(2, limit) }, () => ({ row, sources: ['a'] })) }];
      const format = String(settings['format']);
      return { format, interactions: 3, used: 2, leftOut: { 'no-rating': 1 }, rows: 2, files, isComplete: true };
    },
    async list({ scope }) {
      const isVisible = scope === 'all' || scope.owner === job().owner;
      return { jobs: isVisible ? [job()] : [], hasMore: false };
    },
    async get(id) {
      if (id === 'job_1') return job();
      throw new TuneloopError('NOT_FOUND', `There is no export "${id}".`);
    },
    async file(_job, name = 'sft.jsonl') {
      const text = files[name];
      if (text === undefined) throw new TuneloopError('NOT_FOUND', `There is no file "${name}".`);
      const sizeBytes = Buffer.byteLength(text);
      return { name, sizeBytes, contentType: 'application/x-ndjson', open: () => Readable.from([text]) };
    },
    async remove({ id }) {
      removed.push(id);
    },
  };
}
