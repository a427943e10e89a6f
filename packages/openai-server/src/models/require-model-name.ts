import { requestProblem } from '../errors/request-problem.ts';
import type { ModelProvider } from './model-provider.ts';

/** The same models, for requests that name theirs: as strict as OpenAI's API, where others get the default model. */
export function requireModelName(models: ModelProvider): ModelProvider {
  return {
    manager: models.manager,
    list: () => models.list(),
    acquire: async (name, options) => {
      if (name !== undefined) return models.acquire(name, options);
      throw requestProblem('missing_required_parameter', 'model: is required here; GET /v1/models lists them', 'model');
    },
  };
}
