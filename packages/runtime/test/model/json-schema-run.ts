import type { FinishReason, LoadedModel } from '@tuneloop/protocol';
import { createSchemaValidator } from '../grammar/schema-validator.ts';
import type { SchemaCase } from './json-schema-corpus.ts';

/** Tokens; every case of the corpus ends well before. */
const budget = 900;

export interface SchemaCaseResult {
  name: string;
  text: string;
  finishReason: FinishReason;
  completionTokens: number;
  /** What is wrong with a text that ended by itself. */
  problem: string | undefined;
}

/** Has a model answer a case of the corpus and lets ajv judge the answer. */
export async function runSchemaCase(
  model: LoadedModel,
  { name, prompt, schema }: SchemaCase,
  options: { seed: number; maxTokens?: number; temperature?: number },
): Promise<SchemaCaseResult> {
  const { seed, maxTokens = budget, temperature = 0.8 } = options;
  let text = '';
  for await (const event of model.generate({
    prompt: { type: 'messages', messages: [{ role: 'user', content: prompt }] },
    outputFormat: { type: 'json-schema', schema },
    sampling: { temperature, seed },
    maxTokens,
  })) {
    if (event.type === 'text-delta') text += event.text;
    if (event.type !== 'generation-end') continue;
    const { finishReason, usage } = event;
    const problem = finishReason === 'stop' ? createSchemaValidator(schema)(text) : undefined;
    return { name, text, finishReason, completionTokens: usage.completionTokens, problem };
  }
  throw new Error('The generation did not end with its event.');
}
