import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { exportRig } from '../../test/export-rig.ts';
import { judged, madeLog } from '../../test/made-interactions.ts';
import { bad, good, unrated } from '../../test/simple-judgements.ts';
import { variety } from '../../test/variety.ts';
import { exportFormats } from './export-formats.ts';
import { previewExport } from './preview-export.ts';

const rig = exportRig();

it.each(exportFormats)('shows the first rows of %s and its counts as the files have them', async (format) => {
  const records = variety();
  const settings = { split: { validation: 0.3, test: 0.2 }, answers: 'all' as const, conversations: true };
  const { report } = await rig.exported(format, records, settings);
  const preview = await previewExport({ log: madeLog(records), format, limit: 3, ...settings });
  const { rows, interactions, used, leftOut } = report;
  expect(preview).toMatchObject({ format, rows, interactions, used, leftOut, isComplete: true });
  for (const [index, file] of report.files.entries()) {
    const lines = (await readFile(join(rig.folder, file.name), 'utf8')).split('\n').slice(0, -1);
    expect(preview.files[index]?.rows).toBe(lines.length);
    expect(preview.files[index]?.first.map(({ row }) => JSON.stringify(row))).toEqual(lines.slice(0, 3));
  }
});

it('reads no more than it may, and says so', async () => {
  const log = madeLog([good, bad, unrated]);
  expect(await previewExport({ log, format: 'kto', maxInteractions: 2 })).toMatchObject({
    interactions: 2,
    isComplete: false,
  });
  expect(await previewExport({ log, format: 'kto', maxInteractions: 3 })).toMatchObject({
    interactions: 3,
    leftOut: { 'no-rating': 1 },
    isComplete: true,
  });
});

it('puts placeholders in place of what is sensitive, in the preview as in the file', async () => {
  const records = [judged({ id: 'a', answer: 'Write to ada@example.org or ada@example.org.' }, 'up')];
  const { rows } = await rig.exported('sft', records, { redact: 'pii' });
  const messages = [expect.anything(), { role: 'assistant', content: 'Write to [EMAIL_1] or [EMAIL_1].' }];
  expect(rows).toMatchObject([{ messages }]);
  const { files } = await previewExport({ log: madeLog(records), format: 'sft', redact: 'pii' });
  expect(files[0]?.first).toMatchObject([{ row: { messages }, sources: ['a'] }]);
});

it('refuses settings that cannot be, and is cancelled', async () => {
  const log = madeLog([good]);
  await expect(previewExport({ log, format: 'sft', split: { validation: 2 } })).rejects.toMatchObject({
    code: 'INVALID_REQUEST',
  });
  await expect(previewExport({ log, format: 'sft', signal: AbortSignal.abort() })).rejects.toMatchObject({
    code: 'ABORTED',
  });
});
