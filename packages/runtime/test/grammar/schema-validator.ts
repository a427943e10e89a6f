import type { JsonSchema } from '@tuneloop/protocol';
import { Ajv, type ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

/**
 * The judge: ajv, with formats asserted, for the draft that a schema names (2020-12 when it names none).
 *
 * @returns what is wrong with a JSON text, or `undefined` when it is valid.
 */
export function createSchemaValidator(schema: JsonSchema): (text: string) => string | undefined {
  const draft = typeof schema === 'object' ? schema['$schema'] : undefined;
  const ajv = new (draft === 'http://json-schema.org/draft-07/schema#' ? Ajv : Ajv2020)({ strict: false });
  addFormats.default(ajv);
  const validate: ValidateFunction = ajv.compile(schema);
  return (text) => {
    try {
      return validate(JSON.parse(text)) ? undefined : `${text}: ${ajv.errorsText(validate.errors)}`;
    } catch (error) {
      return `${text}: ${String(error)}`;
    }
  };
}
