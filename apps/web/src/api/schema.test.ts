import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { generatedFile, generateTypes } from '../../scripts/server-types.ts';

test('the generated types are those of the server (else: npm run generate -w apps/web)', async () => {
  expect(readFileSync(generatedFile, 'utf8')).toBe(await generateTypes());
});
