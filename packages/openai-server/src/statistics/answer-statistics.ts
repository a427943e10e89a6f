import type { PreferenceStatistics, Proportion, Strength } from '@tuneloop/protocol';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { disconnectSignal } from '../http/disconnect-signal.ts';
import { sendJson } from '../http/send-json.ts';
import { logScopeOf } from '../interactions/log-access.ts';
import { decodeFilterQuery } from '../interactions/request-wire.ts';
import type { StatisticsSource } from './statistics.ts';

interface AgreementWire {
  /** Krippendorff's; `null` where nothing can be said. */
  alpha: number | null;
  items: number;
  values: number;
}

interface ContestantWire extends Strength {
  model: string;
  adapters: string[];
  both_bad: number;
  win_rate: Proportion;
}

/** The answer to `GET /v1/statistics`. */
export interface StatisticsWire {
  object: 'statistics';
  agreement: Record<'thumbs' | 'scores' | 'choices', AgreementWire>;
  authors: { authors: string[]; kappa: number | null; items: number }[];
  contestants: ContestantWire[];
}

const share = z.number().min(0).max(1);
const count = z.int().min(0);
const agreement = z.strictObject({
  alpha: z.number().nullable().describe("Krippendorff's: 1 is perfect, 0 is chance; null where nothing can be said."),
  items: count.describe('Judged by at least two.'),
  values: count,
});

export const statisticsSchema: z.ZodType<StatisticsWire> = z.strictObject({
  object: z.literal('statistics'),
  agreement: z.strictObject({ thumbs: agreement, scores: agreement, choices: agreement }),
  authors: z.array(
    z.strictObject({
      authors: z.array(z.string()),
      kappa: z.number().nullable().describe("Cohen's, of thumbs and choices together."),
      items: count,
    }),
  ),
  contestants: z
    .array(
      z.strictObject({
        name: z.string(),
        model: z.string(),
        adapters: z.array(z.string()),
        strength: z.number().describe("Bradley and Terry's, as log odds; the mean is 0."),
        low: z.number().describe('Of the 95 % confidence interval.'),
        high: z.number(),
        elo: z.number(),
        contests: count,
        wins: count,
        ties: count,
        both_bad: count,
        win_rate: z.strictObject({ share, low: share, high: share }),
      }),
    )
    .describe('The strongest first.'),
});

/** `GET /v1/statistics`, with the filters of `GET /v1/interactions`. Errors: `INVALID_REQUEST`. */
export async function answerStatistics(source: StatisticsSource, request: Request, response: Response): Promise<void> {
  const query = decodeFilterQuery(request.query);
  const signal = disconnectSignal(response);
  sendJson(response, 200, encodeStatistics(await source(query, { scope: logScopeOf(request), signal })));
}

function encodeStatistics({ agreement: agreements, pairs, contestants }: PreferenceStatistics): StatisticsWire {
  const encode = ({ alpha, items, values }: (typeof agreements)['thumbs']): AgreementWire => {
    return { alpha: finite(alpha), items, values };
  };
  return {
    object: 'statistics',
    agreement: {
      thumbs: encode(agreements.thumbs),
      scores: encode(agreements.scores),
      choices: encode(agreements.choices),
    },
    authors: pairs.map(({ authors, kappa, items }) => ({ authors, kappa: finite(kappa), items })),
    contestants: contestants.map(({ name, model, adapters, strength, low, high, elo, ...rest }) => {
      const { contests, wins, ties, bothBad, winRate } = rest;
      const { share: won, low: least, high: most } = winRate;
      const rate = { share: won, low: least, high: most };
      return {
        name,
        model,
        adapters,
        strength,
        low,
        high,
        elo,
        contests,
        wins,
        ties,
        both_bad: bothBad,
        win_rate: rate,
      };
    }),
  };
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
