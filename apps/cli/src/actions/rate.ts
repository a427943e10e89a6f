import { TuneloopError, type RatingValue } from '@tuneloop/protocol';
import { describeRating } from '../interactions/describe-interaction.ts';
import { openRecorded } from '../interactions/recorded.ts';
import { interruptible } from '../interrupts.ts';
import { notice, printJson } from '../notice.ts';

export interface RateOptions {
  url?: string;
  json?: boolean;
  comment?: string;
  correction?: string;
  tag?: string[];
  author?: string;
}

/** Errors: `INVALID_REQUEST` (nothing said), `NOT_FOUND`. */
export async function rate(id: string, judgement: string | undefined, options: RateOptions): Promise<void> {
  const value = valueOf(judgement, options);
  await using recorded = await openRecorded(options);
  const { author } = options;
  const rating = await interruptible((signal) => recorded.rate(id, value, { author, signal }));
  if (options.json) printJson(rating);
  else notice(`Kept: ${describeRating(rating)}.`);
}

function valueOf(judgement: string | undefined, { comment, correction, tag }: RateOptions): RatingValue {
  const value: RatingValue = {
    ...readJudgement(judgement),
    ...(comment !== undefined && { comment }),
    ...(correction !== undefined && { correction }),
    ...(tag && { tags: tag }),
  };
  if (Object.keys(value).length > 0) return value;
  const message = 'Say what you think: up, down, a score from 1 to 5, --comment, --correction or --tag.';
  throw new TuneloopError('INVALID_REQUEST', message);
}

function readJudgement(judgement: string | undefined): RatingValue {
  if (judgement === undefined) return {};
  if (judgement === 'up' || judgement === 'down') return { thumb: judgement };
  if (/^[1-5](?:\.\d+)?$/.test(judgement) && Number(judgement) <= 5) return { score: Number(judgement) };
  throw new TuneloopError('INVALID_REQUEST', `A rating is up, down, or a score from 1 to 5, not "${judgement}".`);
}
