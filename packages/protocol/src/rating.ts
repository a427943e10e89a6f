import { z } from 'zod';

/** Where a judgement was made; `import` for files. */
export type RatingSource = 'web' | 'terminal' | 'api' | 'label-studio' | 'langfuse' | 'import';

/**
 * What somebody thinks of one interaction. A field that is left out says nothing; `null` takes back what the same author
 * said before.
 */
export interface RatingValue {
  thumb?: 'up' | 'down' | null | undefined;
  /** 1 (bad) to 5 (good). */
  score?: number | null | undefined;
  comment?: string | null | undefined;
  /** Replace the author's earlier ones. */
  tags?: string[] | null | undefined;
  /** The answer as it should have been (a demonstration). */
  correction?: string | null | undefined;
  /** Which steps of the answer are right, in order; a step is a paragraph of the answer. */
  steps?: boolean[] | null | undefined;
}

/** A judgement as it was made. Never changed: who thinks otherwise later adds another, and the last one counts. */
export interface Rating extends RatingValue {
  /** Adding a rating whose id is there already changes nothing. */
  id: string;
  /** Of the interaction. */
  interaction: string;
  /** ISO 8601, UTC. */
  time: string;
  /** Who judged: an API key's id, an annotator's address, `anonymous`. */
  author: string;
  source: RatingSource;
}

/** Drafts of one prompt that people compare. */
export interface Comparison {
  id: string;
  time: string;
  /** Ids of the interactions, in the order in which they are shown; the first of two is the left one. */
  drafts: string[];
  owner?: string | undefined;
}

/** Which draft somebody prefers. The last one of an author counts. */
export interface ComparisonChoice {
  /** Adding a choice whose id is there already changes nothing. */
  id: string;
  /** Of the comparison. */
  comparison: string;
  time: string;
  author: string;
  source: RatingSource;
  /** `withdrawn` takes back what the same author chose before: it counts as no choice. */
  outcome: 'preferred' | 'tie' | 'both-bad' | 'withdrawn';
  /** Id of the interaction, with `preferred`. */
  preferred?: string | undefined;
  comment?: string | undefined;
}

const sourceSchema = z.enum(['web', 'terminal', 'api', 'label-studio', 'langfuse', 'import']);

const valueShape = {
  thumb: z.enum(['up', 'down']).nullish(),
  score: z.number().min(1).max(5).nullish(),
  comment: z.string().max(100_000).nullish(),
  tags: z.array(z.string().min(1).max(100)).max(50).nullish(),
  correction: z.string().max(1_000_000).nullish(),
  steps: z.array(z.boolean()).max(10_000).nullish(),
};

/** Validates a judgement where it enters; one that says nothing is refused. */
export const ratingValueSchema: z.ZodType<RatingValue> = z
  .strictObject(valueShape)
  .refine((value) => Object.values(value).some((field) => field !== undefined), {
    error: 'must hold at least one of thumb, score, comment, tags, correction, steps',
  });

export const ratingSchema: z.ZodType<Rating> = z.looseObject({
  ...valueShape,
  id: z.string().min(1),
  interaction: z.string().min(1),
  time: z.iso.datetime(),
  author: z.string(),
  source: sourceSchema,
});

export const comparisonSchema: z.ZodType<Comparison> = z.looseObject({
  id: z.string().min(1),
  time: z.iso.datetime(),
  drafts: z.array(z.string().min(1)).min(2),
  owner: z.string().optional(),
});

export const comparisonChoiceSchema: z.ZodType<ComparisonChoice> = z.looseObject({
  id: z.string().min(1),
  comparison: z.string().min(1),
  time: z.iso.datetime(),
  author: z.string(),
  source: sourceSchema,
  outcome: z.enum(['preferred', 'tie', 'both-bad', 'withdrawn']),
  preferred: z.string().optional(),
  comment: z.string().optional(),
});
