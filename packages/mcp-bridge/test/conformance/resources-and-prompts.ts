import { acceptedContent, inputRequired, type PromptMessage } from '@modelcontextprotocol/server';
import { TuneloopError } from '@tuneloop/protocol';
import { z } from 'zod';
import type { McpPromptSet, McpResourceSet } from '../../src/server/mcp-feature.ts';
import { png } from './fixture-tool.ts';

export const fixtureResources: McpResourceSet = {
  list: () => ({
    items: [
      { uri: 'test://static-text', name: 'static-text', description: 'A text', mimeType: 'text/plain' },
      { uri: 'test://static-binary', name: 'static-binary', description: 'A picture', mimeType: 'image/png' },
      { uri: 'test://watched-resource', name: 'watched', description: 'It may change', mimeType: 'text/plain' },
    ],
  }),
  templates: () => [
    {
      uriTemplate: 'test://template/{id}/data',
      name: 'template',
      description: 'Data by id',
      mimeType: 'application/json',
    },
  ],
  read(uri) {
    const id = /^test:\/\/template\/([^/]+)\/data$/.exec(uri)?.[1];
    if (id !== undefined) {
      const content = JSON.stringify({ id, templateTest: true, data: `Data for ID: ${id}` });
      return Promise.resolve({ contents: [{ uri, mimeType: 'application/json', text: content }] });
    }
    switch (uri) {
      case 'test://static-text': {
        const content = 'This is the content of the static text resource.';
        return Promise.resolve({ contents: [{ uri, mimeType: 'text/plain', text: content }] });
      }
      case 'test://static-binary':
        return Promise.resolve({ contents: [{ uri, mimeType: 'image/png', blob: png }] });
      case 'test://watched-resource':
        return Promise.resolve({ contents: [{ uri, mimeType: 'text/plain', text: 'Watched resource content' }] });
      default:
        return undefined;
    }
  },
};

const textMessage = (text: string): PromptMessage => ({ role: 'user', content: { type: 'text', text } });

const argument = (name: string): { name: string; description: string; required: boolean } => ({
  name,
  description: `The argument ${name}`,
  required: true,
});

/** A prompt is added by `addPrompt`, to show that the change is announced. */
export function createFixturePrompts(): McpPromptSet & { addPrompt: () => void } {
  const listeners = new Set<() => void>();
  let added = 0;
  return {
    addPrompt() {
      added += 1;
      for (const listener of listeners) listener();
    },
    watch(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    list: () => [
      { name: 'test_simple_prompt', description: 'A simple prompt' },
      {
        name: 'test_prompt_with_arguments',
        description: 'With arguments',
        arguments: [argument('arg1'), argument('arg2')],
      },
      {
        name: 'test_prompt_with_embedded_resource',
        description: 'With a resource',
        arguments: [argument('resourceUri')],
      },
      { name: 'test_prompt_with_image', description: 'With a picture' },
      { name: 'test_input_required_result_prompt', description: 'It asks back' },
      ...Array.from({ length: added }, (_, index) => ({ name: `added_${index}`, description: 'Added later' })),
    ],
    get(name, args, { context }) {
      switch (name) {
        case 'test_simple_prompt':
          return Promise.resolve({ messages: [textMessage('This is a simple prompt for testing.')] });
        case 'test_prompt_with_arguments': {
          if (args['arg1'] === undefined)
            return Promise.reject(new TuneloopError('INVALID_REQUEST', 'arg1 is missing.'));
          const text = `Prompt with arguments: arg1='${args['arg1']}', arg2='${args['arg2']}'`;
          return Promise.resolve({ messages: [textMessage(text)] });
        }
        case 'test_prompt_with_embedded_resource': {
          const resource = {
            uri: String(args['resourceUri']),
            mimeType: 'text/plain',
            text: 'Embedded resource content for testing.',
          };
          const messages: PromptMessage[] = [
            { role: 'user', content: { type: 'resource', resource } },
            textMessage('Please process the embedded resource above.'),
          ];
          return Promise.resolve({ messages });
        }
        case 'test_prompt_with_image': {
          const messages: PromptMessage[] = [
            { role: 'user', content: { type: 'image', data: png, mimeType: 'image/png' } },
            textMessage('Please analyze the image above.'),
          ];
          return Promise.resolve({ messages });
        }
        case 'test_input_required_result_prompt': {
          const answer = acceptedContent(
            context.mcpReq.inputResponses,
            'user_context',
            z.object({ context: z.string() }),
          );
          if (answer !== undefined) return Promise.resolve({ messages: [textMessage(`Context: ${answer.context}`)] });
          const requestedSchema = {
            type: 'object' as const,
            properties: { context: { type: 'string' as const } },
            required: ['context'],
          };
          const user_context = inputRequired.elicit({
            message: 'What context should the prompt use?',
            requestedSchema,
          });
          return Promise.resolve(inputRequired({ inputRequests: { user_context } }));
        }
        default:
          return undefined;
      }
    },
    complete: async ({ of, name, value }) =>
      of === 'test_prompt_with_arguments' && name === 'arg1'
        ? ['paris', 'park', 'party'].filter((candidate) => candidate.startsWith(value))
        : [],
  };
}
