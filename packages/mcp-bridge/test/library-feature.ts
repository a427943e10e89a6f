import type { McpFeature } from '../src/server/mcp-feature.ts';

/** Notes to read, one of them a picture, and a prompt. */
export const libraryFeature: McpFeature = {
  resources: {
    list: () => ({ items: [{ uri: 'note://one', name: 'one', title: 'The first', mimeType: 'text/plain' }] }),
    templates: () => [{ uriTemplate: 'note://{id}', name: 'note' }],
    read: (uri) => {
      if (uri === 'note://one') return Promise.resolve({ contents: [{ uri, mimeType: 'text/plain', text: 'Heron.' }] });
      const picture = { uri, blob: Buffer.from([1, 2, 3]).toString('base64') };
      return uri === 'note://picture' ? Promise.resolve({ contents: [picture] }) : undefined;
    },
  },
  prompts: {
    list: () => [{ name: 'greet', description: 'A greeting.', arguments: [{ name: 'who', required: true }] }],
    get: (name, { who }) => {
      if (name !== 'greet') return undefined;
      return Promise.resolve({
        messages: [
          { role: 'user', content: { type: 'text', text: `Hello ${who}` } },
          { role: 'assistant', content: { type: 'image', mimeType: 'image/png', data: 'AA==' } },
        ],
      });
    },
  },
};
