import { useQuery } from '@tanstack/react-query';
import { modelsQuery, type Model } from '../models/model-queries.ts';
import { useChatSettings } from './chat-settings.ts';

const none: readonly Model[] = [];

/** The model that answers the next question: the chosen one, or the server's default. */
export function useChosenModel(): { models: readonly Model[]; chosen: Model | undefined } {
  const { data: models = none } = useQuery(modelsQuery);
  const { model } = useChatSettings();
  return { models, chosen: models.find(({ id }) => id === model) ?? models[0] };
}
