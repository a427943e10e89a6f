import type { JsonSchema, Tool } from '@tuneloop/protocol';
import { z } from 'zod';

const validators = new WeakMap<Tool, z.ZodType>();
const anyObject: z.ZodType = z.record(z.string(), z.unknown());

/** What is wrong with the arguments of a tool that came with a JSON Schema instead of a zod one, or undefined. */
export function foreignArgumentsMistake(tool: Tool, args: unknown): string | undefined {
  let validator = validators.get(tool);
  if (validator === undefined) {
    validator = validatorOf(tool.parameters);
    validators.set(tool, validator);
  }
  const parsed = validator.safeParse(args);
  return parsed.success ? undefined : `The arguments of ${tool.name} are wrong:\n${z.prettifyError(parsed.error)}`;
}

/** A schema with keywords that zod does not know is left to the tool, which has to look at its arguments anyway. */
function validatorOf(schema: JsonSchema): z.ZodType {
  try {
    return anyObject.and(z.fromJSONSchema(schema));
  } catch {
    return anyObject;
  }
}
