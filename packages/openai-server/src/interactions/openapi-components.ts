import type { z } from 'zod';
import { statisticsSchema } from '../statistics/answer-statistics.ts';
import { ratingRequestSchema } from './request-wire.ts';
import {
  choiceSchema,
  deletedInteractionSchema,
  interactionPageSchema,
  interactionSchema,
  ratingSchema,
  timelineSchema,
} from './response-schemas.ts';

export type InteractionComponentName =
  | 'Interaction'
  | 'InteractionList'
  | 'DeletedInteraction'
  | 'InteractionTimeline'
  | 'Rating'
  | 'RatingRequest'
  | 'ComparisonChoice'
  | 'Statistics';

export const interactionComponentSchemas: Readonly<Record<InteractionComponentName, z.ZodType>> = {
  Interaction: interactionSchema,
  InteractionList: interactionPageSchema,
  DeletedInteraction: deletedInteractionSchema,
  InteractionTimeline: timelineSchema,
  Rating: ratingSchema,
  RatingRequest: ratingRequestSchema,
  ComparisonChoice: choiceSchema,
  Statistics: statisticsSchema,
};
