import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TuneloopError } from '@tuneloop/protocol';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { trainingMethods } from '../config/training-config.ts';
import { runFolder } from '../run/run-folder.ts';
import { prepareData } from './prepare-data.ts';

let root: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'fuzz-data-'));
});

afterAll(async () => {
  await rm(root, { recursive: true });
});

const word = fc.string({ maxLength: 6 });
const anything = fc.jsonValue({ maxDepth: 2 });
const message = fc.record(
  {
    role: fc.oneof(fc.constantFrom('system', 'user', 'assistant', 'tool', 'developer'), anything),
    content: fc.oneof(word, anything),
    tool_calls: fc.oneof(fc.constant([{ function: { name: 'f', arguments: '{}' } }]), anything),
  },
  { requiredKeys: ['role'] },
);
const dialogue = fc.oneof(word, fc.array(message, { maxLength: 4 }), anything);
/** Rows of every format, with columns missing, of other types, or of other formats. */
const row = fc.oneof(
  fc.record(
    {
      messages: dialogue,
      prompt: dialogue,
      completion: dialogue,
      chosen: dialogue,
      rejected: dialogue,
      label: fc.oneof(fc.boolean(), anything),
      tools: anything,
      conversations: fc.array(fc.record({ from: fc.constantFrom('human', 'gpt', 'x'), value: word })),
    },
    { requiredKeys: [] },
  ),
  anything,
);
const right = fc.record({ prompt: fc.constant('q'), completion: word.map((text) => `a${text}`), label: fc.boolean() });

test('whatever rows say, they are trained on or refused with their lines', async () => {
  const source = join(root, 'rows.jsonl');
  const lines = fc.array(
    fc.oneof(right, row).map((value) => JSON.stringify(value)),
    { minLength: 1, maxLength: 8 },
  );
  await fc.assert(
    fc.asyncProperty(
      lines,
      fc.constantFrom(...trainingMethods),
      fc.integer({ min: 0, max: 400 }),
      async (rows, method, cut) => {
        // Cut off anywhere, as a download that broke off.
        const text = rows.join('\n');
        await writeFile(source, cut > text.length ? text : text.slice(0, cut));
        try {
          const prepared = await prepareData({ source, method, folder: runFolder(join(root, 'run')), validation: 0 });
          expect(prepared.rows).toBeGreaterThanOrEqual(2);
          expect(prepared.leftOut).toEqual({});
        } catch (error) {
          if (!TuneloopError.isInstance(error)) throw error;
          expect(error.code).toBe('INVALID_REQUEST');
          const problems = (error.details['problems'] ?? []) as { line: number; message: string }[];
          for (const { line, message } of problems) {
            expect(line).toBeGreaterThanOrEqual(1);
            expect(line).toBeLessThanOrEqual(rows.length);
            expect(message).not.toBe('');
          }
          if (problems.length > 0) expect(error.message).toContain(`line ${problems[0]!.line}: `);
        }
      },
    ),
    { numRuns: 300 },
  );
});
