import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import type { Row } from '../rows/row.ts';
import { readRows } from './read-rows.ts';
import { createRowWriter, writeRows } from './write-rows.ts';

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'tuneloop-rows-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

async function readAll(path: string): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const { row } of readRows(path)) rows.push(row);
  return rows;
}

const conversations: Row[] = [
  { messages: [{ role: 'user', content: 'Höhe?\n"Zitat", 日本' }], score: 0.5, label: true, tags: ['a', 'b'] },
  {
    messages: [
      { role: 'user', content: 'x' },
      { role: 'assistant', content: '', tool_calls: [{ id: '1', function: { name: 'f', arguments: '{"a":1}' } }] },
    ],
    score: 2,
    label: false,
    tags: [],
  },
];

test.each(['a.jsonl', 'a.jsonl.gz', 'a.jsonl.zst', 'a.json', 'a.json.gz', 'a.parquet', 'deep/er/a.jsonl'])(
  '%s: what is written is read again, and its digest is that of the file',
  async (name) => {
    const path = join(folder(), name);
    const written = await writeRows(path, conversations);
    expect(await readAll(path)).toEqual(conversations);
    const content = readFileSync(path);
    expect(written).toMatchObject({ path, rows: 2, bytes: content.byteLength });
    expect(written.sha256).toBe(createHash('sha256').update(content).digest('hex'));
    // The same rows give the same bytes.
    expect((await writeRows(path, conversations)).sha256).toBe(written.sha256);
  },
);

test('CSV: text stays what it is, lists and objects become JSON, and columns come from the first row', async () => {
  const path = join(folder(), 'a.csv');
  await writeRows(path, conversations);
  expect(await readAll(path)).toEqual(
    conversations.map((row) => ({
      messages: JSON.stringify(row['messages']),
      score: String(row['score']),
      label: String(row['label']),
      tags: JSON.stringify(row['tags']),
    })),
  );
  await expect(writeRows(path, [{ a: 1 }, { b: 2 }])).rejects.toThrow('"b"');
  await writeRows(path, [{ a: 1 }, { b: 2 }], { columns: ['b', 'a'] });
  expect(readFileSync(path, 'utf8')).toBe('b,a\n,1\n2,\n');
});

test('any text survives JSONL, JSON, CSV and Parquet', async () => {
  const path = folder();
  const text = fc.string({
    unit: fc.oneof(fc.constantFrom('"', ',', '\n', '\r', ';', '\\', '\u2028', '😀'), fc.string()),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(fc.record({ a: text, b: text }), { minLength: 1, maxLength: 20 }), async (rows) => {
      for (const name of ['a.jsonl', 'a.json', 'a.csv', 'a.tsv', 'a.parquet']) {
        await writeRows(join(path, name), rows);
        expect(await readAll(join(path, name))).toEqual(rows);
      }
    }),
    { numRuns: 30 },
  );
});

test('no rows: an empty file that can be read', async () => {
  const path = folder();
  await writeRows(join(path, 'a.json'), []);
  await writeRows(join(path, 'a.csv'), [], { columns: ['a'] });
  await writeRows(join(path, 'a.parquet'), [], { columns: ['a'] });
  for (const name of ['a.json', 'a.csv', 'a.parquet']) expect(await readAll(join(path, name))).toEqual([]);
  expect((await writeRows(join(path, 'a.jsonl'), [])).bytes).toBe(0);
  await expect(writeRows(join(path, 'b.parquet'), [])).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
});

test('a file appears when it is finished and not before; what is left early leaves nothing', async () => {
  const path = folder();
  const file = join(path, 'a.jsonl');
  writeFileSync(file, 'before');
  {
    await using writer = await createRowWriter(file);
    for (let index = 0; index < 10_000; index += 1) await writer.write({ a: 'x'.repeat(100) });
    expect(readFileSync(file, 'utf8')).toBe('before');
    expect(readdirSync(path)).toHaveLength(2);
  }
  expect(readdirSync(path)).toEqual(['a.jsonl']);
  expect(readFileSync(file, 'utf8')).toBe('before');

  const controller = new AbortController();
  async function* rows(): AsyncGenerator<Row> {
    for (let index = 0; ; index += 1) {
      if (index === 100) controller.abort();
      yield { index };
    }
  }
  await expect(writeRows(join(path, 'b.json.gz'), rows(), { signal: controller.signal })).rejects.toMatchObject({
    code: 'ABORTED',
  });
  expect(readdirSync(path)).toEqual(['a.jsonl']);
});

test('Parquet: many row groups, mixed types as JSON text, and a later row that does not fit is named', async () => {
  const path = join(folder(), 'a.parquet');
  const many = Array.from({ length: 11_000 }, (_, index) => ({ index, text: `row ${index}`, half: index / 2 }));
  await writeRows(path, many);
  expect(await readAll(path)).toEqual(many);

  const tools = { type: 'object', properties: { a: { type: 'string' } } };
  await writeRows(path, [
    { content: 'text', tools: [{ parameters: tools }], empty: null },
    { content: [{ type: 'text', text: 'x' }], tools: [], empty: null },
  ]);
  expect(await readAll(path)).toEqual([
    { content: '"text"', tools: JSON.stringify([{ parameters: tools }]) },
    { content: '[{"type":"text","text":"x"}]', tools: '[]' },
  ]);

  const late = [...many, { index: 'x', text: 'y', half: 0 }];
  await expect(writeRows(path, late)).rejects.toThrow('Row 11001: index');
  await expect(writeRows(path, [...many, { index: 1, more: 1 }])).rejects.toThrow('Row 11001: more');
});

test('a Parquet file that is none is refused', async () => {
  const path = join(folder(), 'a.parquet');
  writeFileSync(path, 'PAR1 and then nothing of use PAR1');
  await expect(readAll(path)).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
});

test('where no file can be made, the error says so', async () => {
  const path = folder();
  writeFileSync(join(path, 'file'), '');
  await expect(writeRows(join(path, 'file/a.jsonl'), [])).rejects.toMatchObject({ code: 'STORE_FAILED' });
  await expect(writeRows(join(path, 'a.doc'), [])).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
});
