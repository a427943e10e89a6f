import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import type { JudgedInteraction } from '@tuneloop/protocol';
import { exportInteractions, type ExportOptions, type ExportReport } from '../src/exporters/export-interactions.ts';
import type { ExportFormat } from '../src/exporters/export-formats.ts';
import { madeLog } from './made-interactions.ts';

export interface Exported {
  /** None where there is a split. */
  rows: Record<string, unknown>[];
  report: ExportReport;
}

export interface ExportRig {
  /** Of this test alone. */
  folder: string;
  exported(
    format: ExportFormat,
    records: JudgedInteraction[],
    settings?: Omit<ExportOptions, 'log' | 'output' | 'format'>,
  ): Promise<Exported>;
}

/** Exports to `data.jsonl` in a folder that each test has for itself. */
export function exportRig(): ExportRig {
  const rig: ExportRig = {
    folder: '',
    async exported(format, records, settings = {}) {
      const output = join(rig.folder, 'data.jsonl');
      const report = await exportInteractions({ log: madeLog(records), format, output, ...settings });
      return { rows: settings.split ? [] : await readRows(output), report };
    },
  };
  beforeEach(async () => {
    rig.folder = await mkdtemp(join(tmpdir(), 'export-'));
  });
  afterEach(() => rm(rig.folder, { recursive: true, force: true }));
  return rig;
}

async function readRows(path: string): Promise<Record<string, unknown>[]> {
  const lines = (await readFile(path, 'utf8')).split('\n').slice(0, -1);
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}
