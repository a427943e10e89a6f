import { requestProblem } from '../errors/request-problem.ts';
import type { ModelProvider } from './model-provider.ts';

/**
 * The same models, for requests that name theirs as long as `isRequired` says so: as strict as OpenAI's API, where others
 * get the default model.
 */
export function requireModelName(models: ModelProvider, isRequired: () => boolean): ModelProvider {
  return {
    manager: models.manager,
    list: () => models.list(),
    acquire: async (name, options) => {
      if (name !== undefined || !isRequired()) return models.acquire(name, options);
      throw requestProblem('missing_required_parameter', 'model: is required here; GET /v1/models lists them', 'model');
    },
  };
}
