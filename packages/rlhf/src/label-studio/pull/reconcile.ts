import { isDeepStrictEqual } from 'node:util';
import type {
  ComparisonChoice,
  JudgedComparison,
  JudgedInteraction,
  LogRecord,
  Rating,
  RatingValue,
} from '@tuneloop/protocol';
import { judgementId } from './judgement-id.ts';
import type { Judgement } from './read-judgement.ts';

/** What one annotator says now: the latest annotation that counts. */
export interface Opinion {
  author: string;
  annotation: number;
  updatedAt: string;
  judgement: Judgement;
}

/** Adds what the log does not have, and takes back what is there no more. */
export interface Reconciled {
  records: LogRecord[];
  added: number;
  withdrawn: number;
}

/**
 * What must be appended so that the log says of one interaction or comparison what its annotators say now. Judgements from
 * elsewhere, also of the same people, are left alone.
 */
export function reconcile(
  origin: string,
  judged: JudgedInteraction | JudgedComparison,
  opinions: readonly Opinion[],
  now: Date,
): Reconciled {
  const target = 'comparison' in judged ? judged.comparison.id : judged.interaction.id;
  const said: readonly (Rating | ComparisonChoice)[] = 'comparison' in judged ? judged.choices : judged.ratings;
  const ours = said.filter(({ id }) => id.startsWith(origin));
  const result: Reconciled = { records: [], added: 0, withdrawn: 0 };

  for (const opinion of opinions) {
    const earlier = ours.filter(({ author }) => author === opinion.author);
    const { annotation, updatedAt } = opinion;
    // By its id too: the log may keep less than was said, where it is told to redact.
    if (earlier.at(-1)?.id === judgementId(origin, annotation, updatedAt, earlier.at(-2)?.id)) continue;
    if (isDeepStrictEqual(currentOf(earlier), contentOf(opinion.judgement))) continue;
    const time = after(earlier, updatedAt);
    const id = judgementId(origin, annotation, updatedAt, earlier.at(-1)?.id);
    const by = { id, time, author: opinion.author, source: 'label-studio' as const };
    result.records.push(recordOf(target, by, opinion.judgement, earlier));
    result.added += 1;
  }

  const absent = new Set(ours.map(({ author }) => author));
  for (const { author } of opinions) absent.delete(author);
  for (const author of absent) {
    const earlier = ours.filter((one) => one.author === author);
    if (currentOf(earlier) === undefined) continue;
    const id = judgementId(origin, 0, 'withdrawn', earlier.at(-1)?.id);
    const by = { id, time: after(earlier, now.toISOString()), author, source: 'label-studio' as const };
    const nothing: Judgement =
      'comparison' in judged
        ? { of: 'comparison', choice: { outcome: 'withdrawn' } }
        : { of: 'interaction', value: {} };
    result.records.push(recordOf(target, by, nothing, earlier));
    result.withdrawn += 1;
  }
  return result;
}

type By = Pick<Rating, 'id' | 'time' | 'author' | 'source'>;

function recordOf(
  target: string,
  by: By,
  judgement: Judgement,
  earlier: readonly (Rating | ComparisonChoice)[],
): LogRecord {
  if (judgement.of === 'comparison') {
    return { version: 1, type: 'choice', choice: { ...by, comparison: target, ...judgement.choice } };
  }
  // What was said before and is not said now is taken back field by field.
  const before = Object.keys(currentValue(earlier as readonly Rating[]));
  const takenBack = Object.fromEntries(before.map((field) => [field, null]));
  return { version: 1, type: 'rating', rating: { ...by, interaction: target, ...takenBack, ...judgement.value } };
}

/** Not before what the same annotator said earlier, whatever the clocks say. */
function after(earlier: readonly { time: string }[], time: string): string {
  return earlier.reduce((latest, one) => (one.time > latest ? one.time : latest), time);
}

/** What an annotator's records say together; `undefined` when nothing is left of it. */
function currentOf(earlier: readonly (Rating | ComparisonChoice)[]): unknown {
  const last = earlier.at(-1);
  if (last === undefined) return undefined;
  if ('comparison' in last) return last.outcome === 'withdrawn' ? undefined : choiceOf(last);
  const value = currentValue(earlier as readonly Rating[]);
  return Object.keys(value).length === 0 ? undefined : value;
}

function contentOf(judgement: Judgement): unknown {
  return judgement.of === 'comparison' ? choiceOf(judgement.choice) : judgement.value;
}

function choiceOf({
  outcome,
  preferred,
  comment,
}: Pick<ComparisonChoice, 'outcome' | 'preferred' | 'comment'>): object {
  return { outcome, preferred, comment };
}

const fields = ['thumb', 'score', 'comment', 'tags', 'correction', 'steps'] as const;

function currentValue(ratings: readonly Rating[]): RatingValue {
  const value: Record<string, unknown> = {};
  for (const rating of ratings) {
    for (const field of fields) {
      if (rating[field] === null) delete value[field];
      else if (rating[field] !== undefined) value[field] = rating[field];
    }
  }
  return value;
}
