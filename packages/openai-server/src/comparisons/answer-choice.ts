import type { ComparisonChoice, JudgedComparison } from '@tuneloop/protocol';
import type { Request } from 'express';
import { z } from 'zod';
import { requestProblem } from '../errors/request-problem.ts';
import { readJsonBody } from '../http/read-json-body.ts';
import { sendJson } from '../http/send-json.ts';
import { judgeOf, logScopeOf } from '../interactions/log-access.ts';
import { decodeJudge, judgeShape, type JudgeWire } from '../interactions/request-wire.ts';
import { validateWire } from '../parameters/validate-wire.ts';
import type { ComparisonCall } from './answer-create.ts';
import { encodeComparison } from './comparison-wire.ts';

/** The body of `POST /v1/comparisons/{id}/choice`. */
export interface ChoiceRequest extends JudgeWire {
  choice?: 'left' | 'right' | 'tie' | 'both_bad' | null | undefined;
  draft?: number | null | undefined;
  withdraw?: boolean | null | undefined;
  comment?: string | null | undefined;
}

/** One of the three has to be there. */
const verdicts = [
  { required: ['choice'], properties: { choice: { type: 'string' } } },
  { required: ['draft'], properties: { draft: { type: 'integer' } } },
  { required: ['withdraw'], properties: { withdraw: { const: true } } },
];

export const choiceRequestSchema: z.ZodType<ChoiceRequest> = z
  .strictObject({
    choice: z.enum(['left', 'right', 'tie', 'both_bad']).nullish().describe('`left` and `right` where there are two.'),
    draft: z.int().min(0).nullish().describe('The `index` of the draft that is preferred.'),
    withdraw: z.boolean().nullish().describe('Takes back what the same author chose before.'),
    comment: z.string().max(100_000).nullish(),
    ...judgeShape,
  })
  .meta({ anyOf: verdicts });

/** `GET /v1/comparisons/{id}`. Errors: `NOT_FOUND`. */
export async function answerComparison({ log, request, response }: ComparisonCall): Promise<void> {
  sendJson(response, 200, encodeComparison(await log.getComparison(logScopeOf(request), idOf(request))));
}

/**
 * `POST /v1/comparisons/{id}/choice`: answers the comparison with its models. The last choice of an author counts.
 *
 * Errors: `NOT_FOUND`, `INVALID_REQUEST`, `FORBIDDEN` (`author`).
 */
export async function answerChoice({ log, settings, request, response }: ComparisonCall): Promise<void> {
  const wire = validateWire(choiceRequestSchema, await readJsonBody(request, settings.limits));
  const scope = logScopeOf(request);
  const id = idOf(request);
  const verdict = readVerdict(wire, (await log.getComparison(scope, id)).comparison);
  const comment = wire.comment ?? undefined;
  await log.choose(scope, id, { ...verdict, comment }, judgeOf(request, decodeJudge(wire)));
  sendJson(response, 200, encodeComparison(await log.getComparison(scope, id)));
}

function readVerdict(
  { choice, draft, withdraw }: ChoiceRequest,
  { drafts }: JudgedComparison['comparison'],
): Pick<ComparisonChoice, 'outcome' | 'preferred'> {
  const given = [choice ?? undefined, draft ?? undefined, withdraw === true ? true : undefined].filter(
    (value) => value !== undefined,
  );
  if (given.length !== 1) {
    const message = 'Send one of "choice", "draft" and "withdraw": true.';
    throw requestProblem(
      given.length === 0 ? 'missing_required_parameter' : 'conflicting_parameters',
      message,
      'choice',
    );
  }
  if (withdraw) return { outcome: 'withdrawn' };
  if (choice === 'tie') return { outcome: 'tie' };
  if (choice === 'both_bad') return { outcome: 'both-bad' };
  if (choice && drafts.length !== 2) {
    const message = `There are ${drafts.length} drafts; send "draft", the index of the one that you prefer.`;
    throw requestProblem('invalid_value', message, 'choice');
  }
  const preferred = drafts[draft ?? (choice === 'left' ? 0 : 1)];
  if (preferred !== undefined) return { outcome: 'preferred', preferred };
  throw requestProblem('invalid_value', `draft: must be from 0 to ${drafts.length - 1}`, 'draft');
}

function idOf(request: Request): string {
  return String(request.params['id']);
}
