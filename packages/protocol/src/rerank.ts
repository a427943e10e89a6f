import type { Usage } from './generation-event.ts';

export interface RerankRequest {
  query: string;
  documents: string[];
  owner?: string | undefined;
}

export interface RerankResult {
  /** One for each document, in their order: how relevant it is to the query, from 0 to 1. */
  scores: number[];
  usage: Pick<Usage, 'promptTokens'>;
}
