type Json = Record<string, unknown>;

/** Components of the operations that manage models. */
export type ManageComponentName = 'ManageModelRequest' | 'DefaultModelRequest';

const content = (name: string): Json => ({ 'application/json': { schema: { $ref: `#/components/schemas/${name}` } } });

const responses = (answer: 'Model' | 'Success'): Json => ({
  200: { description: 'Done.', content: content(answer) },
  default: { description: 'What went wrong.', content: content('Error') },
});

function manage(operationId: string, summary: string, request: ManageComponentName): Json {
  const schema = { $ref: `#/components/schemas/${request}` };
  return {
    post: {
      operationId,
      tags: ['Models'],
      summary: `${summary} Needs the scope \`admin\`.`,
      requestBody: {
        required: true,
        content: { 'application/json': { schema, examples: { example: { value: { model: 'stub' } } } } },
      },
      responses: responses('Success'),
    },
  };
}

/** The operations that load, unload and switch models. */
export const managePaths: Json = {
  '/models/load': manage('loadModel', 'Load a model; answers when it is loaded.', 'ManageModelRequest'),
  '/models/unload': manage(
    'unloadModel',
    'Unload a model; requests that run finish, and it answers after them.',
    'ManageModelRequest',
  ),
  '/v1/models/default': {
    get: {
      operationId: 'retrieveDefaultModel',
      tags: ['Models'],
      summary: 'Show the default model, or the one that is called so.',
      responses: responses('Model'),
    },
    ...manage(
      'setDefaultModel',
      'Make a model the default: loaded while the old one serves, then swapped.',
      'DefaultModelRequest',
    ),
  },
};
