import { parseRow, readRows, type NumberedRow } from '@tuneloop/datasets';
import { TuneloopError } from '@tuneloop/protocol';
import { z } from 'zod';
import type { Check } from './check.ts';
import { expectationSchema } from './expectation.ts';

const rowSchema = z.object({
  id: z.union([z.string().min(1), z.number()]).optional(),
  prompt: z.string().min(1).optional(),
  messages: z.unknown().optional(),
  expect: expectationSchema,
  max_tokens: z.int().positive().optional(),
});

/**
 * Reads checks: rows of `{"prompt": "…" | "messages": […], "expect": {…}}`, with an `id` and `max_tokens` if you like. A
 * prompt is what a user says.
 *
 * Errors: `NOT_FOUND`, `INVALID_REQUEST` (with the line; an id twice; none at all), `STORE_FAILED`, `ABORTED`.
 */
export async function readChecks(path: string, signal?: AbortSignal): Promise<Check[]> {
  const checks = new Map<string, Check>();
  for await (const numbered of readRows(path, { signal })) {
    const check = parseCheck(numbered);
    if (checks.has(check.id)) throw flaw(numbered.line, `another check has the id "${check.id}" too`);
    checks.set(check.id, check);
  }
  if (checks.size > 0) return [...checks.values()];
  throw new TuneloopError('INVALID_REQUEST', `${path} holds no checks. Write one a line: {"prompt": …, "expect": …}`);
}

function parseCheck({ row, line }: NumberedRow): Check {
  const parsed = rowSchema.safeParse(row);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw flaw(line, [issue!.path.join('.'), issue!.message].filter((part) => part !== '').join(': '));
  }
  const { id, prompt, messages, expect, max_tokens: maxTokens } = parsed.data;
  if ((prompt === undefined) === (messages === undefined)) throw flaw(line, 'give either prompt or messages');
  const asked = prompt === undefined ? messages : [{ role: 'user', content: prompt }];
  const read = parseRow({ prompt: asked }, 'prompt-only');
  if ('flaw' in read) throw flaw(line, read.flaw.message);
  if (read.example.kind !== 'prompt' || typeof read.example.prompt === 'string')
    throw flaw(line, 'messages must be a list');
  return { id: String(id ?? line), prompt: read.example.prompt, expect, maxTokens };
}

function flaw(line: number, problem: string): TuneloopError {
  return new TuneloopError('INVALID_REQUEST', `The check in line ${line} is wrong: ${problem}.`, { details: { line } });
}
