import { Client, type Message } from '@langchain/langgraph-sdk';
import type { LabRig } from './lab-rig.ts';

export interface Values {
  messages: Message[];
}

export interface Part {
  event: string;
  data: unknown;
}

/** LangChain's own client of the rig's server. */
export function clientOf(lab: LabRig, apiKey: string | null = null): Client<Values> {
  return new Client<Values>({ apiUrl: lab.server.url, apiKey, callerOptions: { maxRetries: 0 } });
}

export async function collect(stream: AsyncIterable<Part>): Promise<Part[]> {
  const parts: Part[] = [];
  for await (const { event, data } of stream) parts.push({ event, data });
  return parts;
}

/** `human: Hi`, `ai: look({})`, `tool: look`. */
export function shown(messages: readonly Message[]): string[] {
  return messages.map((message) => {
    const text = typeof message.content === 'string' ? message.content : JSON.stringify(message.content);
    if (message.type === 'tool') return `tool: ${message.name}`;
    if (message.type !== 'ai' || !message.tool_calls?.length) return `${message.type}: ${text}`;
    return `ai: ${message.tool_calls.map(({ name, args }) => `${name}(${JSON.stringify(args)})`).join(', ')}`;
  });
}
