import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { TuneloopError } from '@tuneloop/protocol';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { createProblemLog } from '../rows/problem-log.ts';
import type { NumberedRow } from '../rows/row.ts';
import { readRows, type ReadRowsOptions } from './read-rows.ts';
import type { RowSource } from './row-source.ts';

async function read(
  source: RowSource,
  options: ReadRowsOptions = {},
): Promise<{ rows: NumberedRow[]; problems: string[] }> {
  const log = createProblemLog();
  const rows: NumberedRow[] = [];
  for await (const row of readRows(source, { onProblem: log.onProblem, ...options })) rows.push(row);
  return { rows, problems: log.first.map(({ line, reason }) => `${line} ${reason}`) };
}

const bytes = (text: string): Uint8Array => Buffer.from(text);

/** One byte at a time, so that every border inside rows is met. */
async function* trickled(content: Uint8Array): AsyncGenerator<Uint8Array> {
  for (const byte of content) yield Uint8Array.of(byte);
}

test('JSONL: lines count from 1, blank ones are passed over, a byte order mark and \\r are not content', async () => {
  const { rows, problems } = await read(bytes('\ufeff{"a":1}\r\n\n  \n{"a":"ü"}'), { format: 'jsonl' });
  expect(rows).toEqual([
    { row: { a: 1 }, line: 1 },
    { row: { a: 'ü' }, line: 4 },
  ]);
  expect(problems).toEqual([]);
});

test('JSONL: bad rows are reported with line and reason, and the others are read', async () => {
  const content = Buffer.concat([
    bytes('{"a":1}\nnot json\n[1]\n'),
    Uint8Array.of(0x7b, 0xff, 0x7d, 0x0a),
    bytes(`{"a":"${'x'.repeat(100)}"}\n{"a":2}\n{"a":`),
  ]);
  for (const source of [content, trickled(content)]) {
    const { rows, problems } = await read(source, { format: 'jsonl', maxRowBytes: 50 });
    expect(rows.map(({ row }) => row['a'])).toEqual([1, 2]);
    expect(problems).toEqual(['2 not-json', '3 not-an-object', '4 not-utf-8', '5 too-long', '7 torn']);
  }
});

test('where nobody listens, the first bad row is an error that names its line', async () => {
  await expect(read(bytes('{"a":1}\nx\n'), { format: 'jsonl', onProblem: undefined })).rejects.toMatchObject({
    code: 'INVALID_REQUEST',
    message: expect.stringContaining('Line 2'),
  });
});

test.each([
  ['an array on one line', '[{"a":1},{"a":"]}{\\""},{"a":[{"b":2}]}]', [1, 1, 1]],
  ['an array over lines', '[\n  {\n    "a": 1\n  },\n  {"a": "]}{\\""},\n  {"a": [{"b": 2}]}\n]\n', [2, 5, 6]],
  ['objects one behind the other', '{"a":1}\n{"a":"]}{\\""} {"a":[{"b":2}]}', [1, 2, 2]],
])('JSON: %s', async (_name, text, lines) => {
  for (const source of [bytes(text), trickled(bytes(text))]) {
    const { rows, problems } = await read(source, { format: 'json' });
    expect(rows.map(({ row }) => row['a'])).toEqual([1, ']}{"', [{ b: 2 }]]);
    expect(rows.map(({ line }) => line)).toEqual(lines);
    expect(problems).toEqual([]);
  }
});

test('JSON: bad and torn rows', async () => {
  const text = `[{"a":1},\n{"a":},\n3, "x",\n{"b":"${'x'.repeat(100)}"},\n{"a":2},\n{"a":`;
  const { rows, problems } = await read(bytes(text), { format: 'json', maxRowBytes: 50 });
  expect(rows.map(({ row }) => row['a'])).toEqual([1, 2]);
  expect(problems).toEqual(['2 not-json', '3 not-an-object', '3 not-an-object', '4 too-long', '6 torn']);
  expect((await read(bytes('[{"a":1},'), { format: 'json' })).problems).toEqual(['1 torn']);
});

test('CSV: cells are text, quotes and line breaks in them too; each row has the line where it begins', async () => {
  const { rows, problems } = await read(bytes('\ufeffa;b\n1;"x\n;""y"""\n\n3;\n'), { format: 'csv' });
  expect(rows).toEqual([
    { row: { a: '1', b: 'x\n;"y"' }, line: 2 },
    { row: { a: '3', b: '' }, line: 5 },
  ]);
  expect(problems).toEqual([]);
});

test('CSV: records that do not fit the header are reported; behind a wrong quote nothing is guessed', async () => {
  const { rows, problems } = await read(bytes('a,b\n1,2\n3\n4,5,6\n7,8\n9,"x"y\n1,2\n'), { format: 'csv' });
  expect(rows.map(({ row }) => row['a'])).toEqual(['1', '7']);
  expect(problems).toEqual(['3 malformed-csv', '4 malformed-csv', '6 malformed-csv']);
  expect((await read(bytes('a,b\n1,"2\n'), { format: 'csv' })).problems).toEqual(['2 torn']);
});

test('CSV that is not UTF-8 says so', async () => {
  await expect(read(Uint8Array.of(0x61, 0x0a, 0xe4, 0x0a), { format: 'csv' })).rejects.toMatchObject({
    code: 'INVALID_REQUEST',
    message: expect.stringContaining('UTF-8'),
  });
});

test('the format comes from the name, else from the first bytes; compression always from these', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tuneloop-rows-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const files: Record<string, Uint8Array> = {
    'a.jsonl': bytes('{"a":"1"}\n'),
    'a.json': bytes('[{"a":"1"}]'),
    'lines.json': bytes('{"a":"1"}\n'),
    'a.csv': bytes('a\n1\n'),
    'a.tsv': bytes('a\tb,c\n1\t2\n'),
    'a.jsonl.gz': gzipSync('{"a":"1"}\n'),
    'a.csv.zst': zstdCompressSync('a\n1\n'),
    'misnamed.jsonl': gzipSync('{"a":"1"}\n'),
    array: bytes(' [{"a":"1"}]'),
    'object.txt': bytes('{\n "a": "1"\n}'),
    'lines.gz': gzipSync('{"a":"1"}\n'),
  };
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(join(folder, name), content);
    const { rows } = await read(join(folder, name));
    expect([name, rows.map(({ row }) => row['a'])]).toEqual([name, ['1']]);
  }
  writeFileSync(join(folder, 'notes.txt'), 'hello');
  await expect(read(join(folder, 'notes.txt'))).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
  writeFileSync(join(folder, 'empty'), '');
  await expect(read(join(folder, 'empty'))).rejects.toThrow('is empty');
  await expect(read(folder)).rejects.toThrow('is a folder');
  await expect(read(join(folder, 'none.jsonl'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(read(join(folder, 'none.parquet'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test.each([
  ['gzip', gzipSync],
  ['zstd', zstdCompressSync],
])('what came before a torn end of %s is read, and the end is reported', async (_name, compress) => {
  const text = Array.from({ length: 20_000 }, (_, index) => `{"a":"${Math.sin(index)}"}\n`).join('');
  const whole = compress(text);
  const { rows, problems } = await read(whole.subarray(0, whole.byteLength / 2), { format: 'jsonl' });
  expect(rows.length).toBeGreaterThan(1000);
  expect(rows.length).toBeLessThan(20_000);
  expect(problems).toEqual([`${rows.length + 1} torn`]);
});

test.each([
  ['gzip', gzipSync],
  ['zstd', zstdCompressSync],
])('%s in several parts, as parallel compressors and `cat` write it, is read to its end', async (_name, compress) => {
  const parts = Array.from({ length: 30 }, (_, index) => compress(`{"a":"${'x'.repeat(index * 1000)}"}\n`));
  const whole = Buffer.concat(parts);
  async function* pieces(): AsyncGenerator<Uint8Array> {
    yield* parts;
  }
  for (const source of [whole, trickled(whole), pieces()]) {
    const { rows, problems } = await read(source, { format: 'jsonl' });
    expect(rows.map(({ row }) => String(row['a']).length)).toEqual(parts.map((_, index) => index * 1000));
    expect(problems).toEqual([]);
  }
});

test('a reader does not run ahead of a slow consumer, and leaving it ends the source', async () => {
  let produced = 0;
  let ended = false;
  async function* source(): AsyncGenerator<Uint8Array> {
    try {
      for (; produced < 10_000; produced += 1) yield bytes(`{"a":"${'x'.repeat(1000)}"}\n`);
    } finally {
      ended = true;
    }
  }
  let taken = 0;
  for await (const { line } of readRows(source(), { format: 'jsonl' })) {
    taken = line;
    await new Promise((resolve) => setImmediate(resolve));
    expect(produced).toBeLessThan(taken + 20);
    if (taken === 50) break;
  }
  expect({ taken, ended }).toEqual({ taken: 50, ended: true });
});

test('compressed bytes are not read ahead either', async () => {
  const compressed = gzipSync(
    Array.from({ length: 100_000 }, (_, index) => `{"a":"${Math.sin(index)}","b":"${Math.cos(index)}"}\n`).join(''),
  );
  let produced = 0;
  async function* source(): AsyncGenerator<Uint8Array> {
    for (; produced < compressed.byteLength; produced += 1024) yield compressed.subarray(produced, produced + 1024);
  }
  for await (const { line } of readRows(source(), { format: 'jsonl' })) {
    if (line < 100) continue;
    await new Promise((resolve) => setTimeout(resolve, 20));
    break;
  }
  expect(compressed.byteLength).toBeGreaterThan(1_500_000);
  expect(produced).toBeLessThan(compressed.byteLength / 2);
});

test('a signal ends reading', async () => {
  const controller = new AbortController();
  async function* source(): AsyncGenerator<Uint8Array> {
    for (;;) yield bytes('{"a":1}\n');
  }
  const reading = (async () => {
    for await (const { line } of readRows(source(), { format: 'jsonl', signal: controller.signal })) {
      if (line === 3) controller.abort();
    }
  })();
  await expect(reading).rejects.toMatchObject({ code: 'ABORTED' });
});

test('whatever the bytes: rows, problems, or an error that says what to do', async () => {
  const fragment = fc.oneof(
    fc.constantFrom('{"a":1}', '[', ']', '{', '}', '"', '\\', ',', ';', '\n', '\r\n', 'a,b', 'PAR1', '\ufeff', '\0'),
    fc.string(),
  );
  const content = fc.oneof(
    fc.array(fragment, { maxLength: 30 }).map((parts) => bytes(parts.join(''))),
    fc.uint8Array({ maxLength: 200 }),
    fc.uint8Array({ maxLength: 50 }).map((tail) => Buffer.concat([gzipSync('{"a":1}\n').subarray(0, 20), tail])),
    fc.uint8Array({ maxLength: 50 }).map((tail) => Buffer.concat([bytes('PAR1'), tail, bytes('PAR1')])),
  );
  const format = fc.constantFrom('jsonl', 'json', 'csv', 'tsv', 'parquet', undefined);
  const codes = new Set<string>();
  await fc.assert(
    fc.asyncProperty(content, format, async (source, format) => {
      const outcome = await read(source, { format, maxRowBytes: 60 }).catch((error: unknown) => error);
      if (outcome instanceof Error) codes.add(TuneloopError.from(outcome).code);
    }),
    { numRuns: 500 },
  );
  expect([...codes]).toEqual(['INVALID_REQUEST']);
});
