import type { z } from 'zod';
import { statisticsSchema } from '../statistics/answer-statistics.ts';
import { ratingRequestSchema } from './request-wire.ts';
import {
  choiceSchema,
  deletedInteractionSchema,
  interactionPageSchema,
  interactionSchema,
  ratingSchema,
} from './response-schemas.ts';

export type InteractionComponentName =
  | 'Interaction'
  | 'InteractionList'
  | 'DeletedInteraction'
  | 'Rating'
  | 'RatingRequest'
  | 'ComparisonChoice'
  | 'Statistics';

export const interactionComponentSchemas: Readonly<Record<InteractionComponentName, z.ZodType>> = {
  Interaction: interactionSchema,
  InteractionList: interactionPageSchema,
  DeletedInteraction: deletedInteractionSchema,
  Rating: ratingSchema,
  RatingRequest: ratingRequestSchema,
  ComparisonChoice: choiceSchema,
  Statistics: statisticsSchema,
};
