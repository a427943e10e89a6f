import { randomInt } from 'node:crypto';
import type { GenerateRequest } from '@tuneloop/protocol';
import { z } from 'zod';
import { decodeChatCompletion } from '../chat-completions/decode-request.ts';
import { requestProblem } from '../errors/request-problem.ts';
import type { RequestOrigin } from '../generation/logged-generation.ts';
import type { JsonObject } from '../http/read-json-body.ts';
import { validateWire } from '../parameters/validate-wire.ts';

const mostDrafts = 8;

/** Parameters of a chat completion in which drafts of one prompt may differ. */
const fixed = ['messages', 'tools', 'n', 'stream', 'stream_options', 'user', 'safety_identifier', 'metadata'] as const;

/** What `POST /v1/comparisons` has beside the parameters of a chat completion. */
export interface ComparisonParameters {
  models?: string[] | null | undefined;
  drafts?: Record<string, unknown>[] | null | undefined;
  n?: number | null | undefined;
  stream?: boolean | null | undefined;
}

export const comparisonShape: { [K in keyof ComparisonParameters]-?: z.ZodType<ComparisonParameters[K]> } = {
  models: z
    .array(z.string())
    .min(1)
    .max(mostDrafts)
    .nullish()
    .describe('`n` drafts of each, such as `["base", "base:adapter"]`; by default of `model`.'),
  drafts: z
    .array(z.record(z.string(), z.unknown()))
    .min(1)
    .max(mostDrafts)
    .nullish()
    .describe('`n` drafts of each, with these parameters in place of those of the request: `model`, `temperature`, ….'),
  n: z.int().min(1).max(mostDrafts).nullish().describe('Default 1; 2 where there is but one model and one draft.'),
  stream: z.boolean().nullish(),
};

const parametersSchema: z.ZodType<ComparisonParameters> = z.object(comparisonShape);

/** A draft that is to be generated. */
export interface PlannedDraft {
  /** `undefined`: the default model. */
  model: string | undefined;
  request: GenerateRequest;
}

export interface DecodedComparison {
  /** In random order, which is the order in which they are shown. */
  drafts: PlannedDraft[];
  origin: RequestOrigin | undefined;
  stream: boolean;
  /** Parameters that were accepted without effect. */
  ignored: string[];
}

/**
 * A body of `POST /v1/comparisons`: a chat completion, and of which models or with which settings there are drafts.
 *
 * Errors: `INVALID_REQUEST` naming the parameter.
 */
export function decodeComparison(body: JsonObject): DecodedComparison {
  const { models: _models, drafts: _drafts, n: _n, stream: _stream, ...shared } = body;
  const { models, drafts, n, stream } = validateWire(parametersSchema, body);
  if (models && drafts) {
    throw requestProblem('conflicting_parameters', 'Send "models" or "drafts", which may each name a model.', 'models');
  }
  const variants: JsonObject[] = models?.map((model) => ({ model })) ?? drafts?.map(checkDraft) ?? [{}];
  const copies = n ?? (variants.length === 1 ? 2 : 1);
  const count = variants.length * copies;
  if (count < 2 || count > mostDrafts) {
    const message = `A comparison has 2 to ${mostDrafts} drafts, not ${count}: change "n", "models" or "drafts".`;
    throw requestProblem('invalid_value', message, 'n');
  }
  const decoded = variants.map((variant) => decodeChatCompletion({ ...shared, ...variant, n: copies }));
  return {
    drafts: shuffle(decoded.flatMap(({ model, choices }) => choices.map((request) => ({ model, request })))),
    origin: decoded[0]?.origin,
    stream: stream ?? false,
    ignored: [...new Set(decoded.flatMap(({ ignored }) => ignored))],
  };
}

/** Drafts answer the same prompt: nothing else could be compared. */
function checkDraft(draft: Record<string, unknown>, index: number): JsonObject {
  const wrong = fixed.find((name) => name in draft);
  if (wrong === undefined) return draft;
  throw requestProblem(
    'invalid_value',
    `drafts[${index}].${wrong}: must be the same for all drafts`,
    `drafts[${index}]`,
  );
}

/** Fisher and Yates's, with numbers that nobody can foresee. */
function shuffle<T>(items: readonly T[]): T[] {
  const shuffled = [...items];
  for (let last = shuffled.length - 1; last > 0; last--) {
    const other = randomInt(last + 1);
    [shuffled[last], shuffled[other]] = [shuffled[other]!, shuffled[last]!];
  }
  return shuffled;
}
