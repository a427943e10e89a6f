import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { parseJson } from '../files/parse-json.ts';
import { plainQuestions } from './plain-questions.ts';

/** A conversation up to where the model answers. */
export type ParityPrompt = readonly ParityMessage[];

export interface ParityMessage {
  role: 'system' | 'user' | 'assistant';
  content: string;
}

const messageSchema: z.ZodType<ParityMessage> = z.strictObject({
  role: z.enum(['system', 'user', 'assistant']),
  content: z.string().max(4000),
});
/** Rows whose prompts have tools, calls or parts are passed over: others tell as much. */
const rowSchema = z.object({ prompt: z.array(messageSchema).min(1).max(20), tools: z.undefined().optional() });

/**
 * The first `count` different prompts of a trainer's rows (JSONL, column `prompt`) that are text alone. Where there is
 * none, ordinary questions: whether the adapter that is served is the one that was trained shows in any answer.
 */
export async function readParityPrompts(file: string, count: number): Promise<ParityPrompt[]> {
  const prompts = new Map<string, ParityPrompt>();
  const lines = createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY });
  try {
    for await (const line of lines) {
      const { data } = rowSchema.safeParse(parseJson(line));
      if (data !== undefined) prompts.set(JSON.stringify(data.prompt), data.prompt);
      if (prompts.size >= count) break;
    }
  } finally {
    lines.close();
  }
  if (prompts.size > 0) return [...prompts.values()];
  return plainQuestions.slice(0, count).map((content) => [{ role: 'user', content }]);
}
