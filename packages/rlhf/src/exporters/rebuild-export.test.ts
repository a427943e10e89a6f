import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { JudgedInteraction } from '@tuneloop/protocol';
import { judged, madeLog, rating, timeAt } from '../../test/made-interactions.ts';
import { openInteractionLog } from '../log/open-interaction-log.ts';
import { exportInteractions } from './export-interactions.ts';
import { rebuildExport } from './rebuild-export.ts';
import type { ExportFormat } from './export-formats.ts';

let folder: string;
let output: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rebuild-'));
  output = join(folder, 'again.jsonl');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const records: JudgedInteraction[] = Array.from({ length: 60 }, (_, index) =>
  judged(
    { id: `i${index}`, at: index, prompt: `question ${index % 20}`, answer: `${index}` },
    index % 3 === 0 ? 'up' : 'down',
  ),
);

async function exported(format: ExportFormat): Promise<string> {
  const split = { validation: 0.3 };
  return (await exportInteractions({ log: madeLog(records), format, output: join(folder, 'a.jsonl'), split })).manifest;
}

it.each<ExportFormat>(['dpo', 'sft', 'kto', 'grpo', 'reward'])(
  '%s: gives the same files although the log has grown and people think otherwise now',
  async (format) => {
    const manifest = await exported(format);
    const grown = records.map((record, index) => ({
      ...record,
      ratings: [
        ...record.ratings,
        rating(`i${index}`, { thumb: index % 2 === 0 ? 'down' : 'up', time: timeAt(1_000_000) }),
      ],
    }));
    grown.splice(10, 0, judged({ id: 'new', at: 10, prompt: 'question 3', answer: 'new' }, 'up'));
    const { same, missing } = await rebuildExport({ log: madeLog(grown), manifest, output });
    expect({ same, missing }).toEqual({ same: true, missing: 0 });
    const bytes = (name: string): Promise<string> => readFile(join(folder, name), 'utf8');
    expect(await bytes('again.train.jsonl')).toBe(await bytes('a.train.jsonl'));
    expect(await bytes('again.validation.jsonl')).toBe(await bytes('a.validation.jsonl'));
  },
);

it('finds again by id what a filter by ratings would no longer find', async () => {
  await using log = openInteractionLog({ folder: join(folder, 'log') });
  for (const { interaction } of records.slice(0, 3)) log.append({ version: 1, type: 'interaction', interaction });
  const judge = { author: 'ann', source: 'api' } as const;
  await log.rate('all', 'i1', { thumb: 'up', tags: ['math'] }, judge);
  const where = { rating: 'up', tag: 'math' } as const;
  const { manifest, rows } = await exportInteractions({ log, format: 'sft', output: join(folder, 'a.jsonl'), where });
  expect(rows).toBe(1);
  // Ratings are told apart by their time.
  await new Promise((resolve) => {
    setTimeout(resolve, 2);
  });
  await log.rate('all', 'i1', { thumb: 'down', tags: [] }, judge);
  expect(await rebuildExport({ log, manifest, output })).toMatchObject({ same: true, missing: 0 });
});

it('says what is gone', async () => {
  const manifest = await exported('sft');
  const rest = records.filter(({ interaction }) => interaction.id !== 'i0');
  const { same, missing, report } = await rebuildExport({ log: madeLog(rest), manifest, output });
  expect({ same, missing }).toEqual({ same: false, missing: 1 });
  expect(report.rows).toBe(19);
});

it.each([
  ['there is none', undefined, 'NOT_FOUND'],
  ['it is torn', '{"version":1', 'INVALID_REQUEST'],
  ['it is of something else', '{"name":"data"}', 'INVALID_REQUEST'],
])('refuses a manifest: %s', async (_, text, code) => {
  const manifest = join(folder, 'x.manifest.json');
  if (text !== undefined) await writeFile(manifest, text);
  await expect(rebuildExport({ log: madeLog([]), manifest, output })).rejects.toMatchObject({ code });
});
