import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, inject, it } from 'vitest';
import { fuzzApi } from '../heavy/fuzz/fuzz-api.ts';

let folder = '';
afterEach(() => rm(folder, { recursive: true, force: true }));

// The long form is test/heavy/fuzz-api.ts.
it('answers what schemathesis makes of the OpenAPI document as that says', async () => {
  folder = await mkdtemp(join(tmpdir(), 'tuneloop-fuzz-'));
  const result = await fuzzApi({ python: inject('schemathesisPython'), folder, cases: 500, seed: 5, workers: 2 });
  expect(result.failures).toEqual([]);
  expect(result.defects).toEqual([]);
  expect(result.cases).toBeGreaterThanOrEqual(500);
  expect(result.rounds[0]?.operations).toBeGreaterThan(150);
});
