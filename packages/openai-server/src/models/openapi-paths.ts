type Json = Record<string, unknown>;

/** Components of the operations that manage models. */
export type ManageComponentName = 'ManageModelRequest' | 'DefaultModelRequest';

function manage(operationId: string, summary: string, request: ManageComponentName): Json {
  const schema = { $ref: `#/components/schemas/${request}` };
  const error = { $ref: '#/components/schemas/Error' };
  return {
    post: {
      operationId,
      tags: ['Models'],
      summary: `${summary} Needs the scope \`admin\`.`,
      requestBody: {
        required: true,
        content: { 'application/json': { schema, examples: { example: { value: { model: 'stub' } } } } },
      },
      responses: {
        200: {
          description: 'Done.',
          content: { 'application/json': { schema: { $ref: '#/components/schemas/Success' } } },
        },
        default: { description: 'What went wrong.', content: { 'application/json': { schema: error } } },
      },
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
  '/v1/models/default': manage(
    'setDefaultModel',
    'Make a model the default: loaded while the old one serves, then swapped.',
    'DefaultModelRequest',
  ),
};
