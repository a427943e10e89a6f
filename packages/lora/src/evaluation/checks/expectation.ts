import { z } from 'zod';

/** What an answer must be; all that is given must hold. */
export interface Expectation {
  /** The whole answer, white space at its ends aside. */
  exact?: string | undefined;
  /** Each stands in the answer, in the same case. */
  contains?: string | string[] | undefined;
  /** None stands in the answer. */
  not_contains?: string | string[] | undefined;
  /** JavaScript's, with the flag `u`, anywhere in the answer. */
  regex?: string | undefined;
  /** The answer is JSON, alone or in one code block, and valid under this schema. */
  json_schema?: Record<string, unknown> | boolean | undefined;
  /** The last number in the answer is this one, by `tolerance` at most (default 0). */
  number?: number | undefined;
  tolerance?: number | undefined;
  /** The answer names this label and no other of `labels` (left out: of all labels of the file). In any case. */
  label?: string | undefined;
  labels?: string[] | undefined;
  /** Compared by BLEU and ROUGE; no answer fails by it. */
  text?: string | undefined;
}

const texts = z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]);

export const expectationSchema: z.ZodType<Expectation> = z
  .strictObject({
    exact: z.string().optional(),
    contains: texts.optional(),
    not_contains: texts.optional(),
    regex: z.string().min(1).refine(isExpression, 'is no regular expression').optional(),
    json_schema: z
      .union([z.record(z.string(), z.unknown()), z.boolean()])
      .refine(isSchema, 'is no JSON Schema that can be checked')
      .optional(),
    number: z.number().optional(),
    tolerance: z.number().min(0).optional(),
    label: z.string().trim().min(1).optional(),
    labels: z.array(z.string().trim().min(1)).min(1).optional(),
    text: z.string().min(1).optional(),
  })
  .refine(
    ({ tolerance: _tolerance, labels: _labels, ...demands }) =>
      Object.values(demands).some((demand) => demand !== undefined),
    'expects nothing: give exact, contains, not_contains, regex, json_schema, number, label or text',
  )
  .refine(({ number, tolerance }) => tolerance === undefined || number !== undefined, 'tolerance goes with number')
  .refine(({ label, labels }) => labels === undefined || label !== undefined, 'labels goes with label');

function isExpression(source: string): boolean {
  try {
    return new RegExp(source, 'u').source !== '';
  } catch {
    return false;
  }
}

function isSchema(schema: Record<string, unknown> | boolean): boolean {
  try {
    return z.fromJSONSchema(schema) !== undefined;
  } catch {
    return false;
  }
}
