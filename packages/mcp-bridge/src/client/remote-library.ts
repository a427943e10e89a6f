import type { Client, GetPromptResult, ReadResourceResult } from '@modelcontextprotocol/client';

/** Something to read that a server has; `uri` may be a template such as `file:///{path}`. */
export interface McpResource {
  uri: string;
  name: string;
  title?: string | undefined;
  description?: string | undefined;
  mimeType?: string | undefined;
  isTemplate: boolean;
}

export type McpResourceContent = { uri: string; mimeType?: string | undefined } & (
  | { text: string }
  | { bytes: Uint8Array }
);

/** A text that a server has ready for its users. */
export interface McpPrompt {
  name: string;
  title?: string | undefined;
  description?: string | undefined;
  arguments: { name: string; description?: string | undefined; required: boolean }[];
}

export interface McpPromptMessage {
  role: 'user' | 'assistant';
  /** What is no text stands there by its kind, as `[image]`. */
  text: string;
}

/** What a server has beside tools; it is for people, and no model gets it by itself. */
export interface RemoteLibrary {
  resources(): Promise<McpResource[]>;
  read(uri: string): Promise<McpResourceContent[]>;
  prompts(): Promise<McpPrompt[]>;
  prompt(name: string, args: Readonly<Record<string, string>>): Promise<McpPromptMessage[]>;
}

/** @param timeout of each request, in ms. */
export function createRemoteLibrary(client: Client, timeout: number): RemoteLibrary {
  const options = { timeout };
  const has = (capability: 'resources' | 'prompts'): boolean =>
    client.getServerCapabilities()?.[capability] !== undefined;
  return {
    async resources() {
      if (!has('resources')) return [];
      const { resources } = await client.listResources(undefined, options);
      // Servers that have no templates may not know the question.
      const templates = await client.listResourceTemplates(undefined, options).catch(() => undefined);
      return [
        ...resources.map((resource) => ({ ...factsOf(resource), uri: resource.uri, isTemplate: false })),
        ...(templates?.resourceTemplates ?? []).map((template) => ({
          ...factsOf(template),
          uri: template.uriTemplate,
          isTemplate: true,
        })),
      ];
    },
    read: async (uri) => (await client.readResource({ uri }, options)).contents.map(contentOf),
    async prompts() {
      if (!has('prompts')) return [];
      const { prompts } = await client.listPrompts(undefined, options);
      return prompts.map(({ name, title, description, arguments: args = [] }) => ({
        name,
        title,
        description,
        arguments: args.map((arg) => ({ ...arg, required: arg.required ?? false })),
      }));
    },
    prompt: async (name, args) =>
      (await client.getPrompt({ name, arguments: { ...args } }, options)).messages.map(messageOf),
  };
}

interface Facts {
  name: string;
  title?: string | undefined;
  description?: string | undefined;
  mimeType?: string | undefined;
}

function factsOf({ name, title, description, mimeType }: Facts): Facts {
  return { name, title, description, mimeType };
}

function contentOf(content: ReadResourceResult['contents'][number]): McpResourceContent {
  const { uri, mimeType } = content;
  if ('text' in content) return { uri, mimeType, text: content.text };
  return { uri, mimeType, bytes: Buffer.from(content.blob, 'base64') };
}

function messageOf({ role, content }: GetPromptResult['messages'][number]): McpPromptMessage {
  if (content.type === 'text') return { role, text: content.text };
  if (content.type === 'resource' && 'text' in content.resource) return { role, text: content.resource.text };
  return { role, text: content.type === 'resource_link' ? content.uri : `[${content.type}]` };
}
