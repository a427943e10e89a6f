import { Validator } from '@seriousme/openapi-schema-validator';
import { expect, test } from 'vitest';
import { createOpenApiDocument } from './document.ts';

test('the document is OpenAPI 3.1', async () => {
  const validator = new Validator();
  const result = await validator.validate({ ...createOpenApiDocument() });
  expect(result).toEqual({ valid: true });
  expect(validator.version).toBe('3.1');
});
