import { textOf, type Message } from '@tuneloop/protocol';
import { NotExpressible } from '../rows/not-expressible.ts';
import type { RenderOptions } from './text-template.ts';

export interface PlainTurn {
  role: 'system' | 'user' | 'assistant';
  text: string;
}

/** The turns of a conversation for a template that knows text alone. Throws `NotExpressible` for tools and images. */
export function plainTurns(template: string, messages: readonly Message[], { tools }: RenderOptions = {}): PlainTurn[] {
  const usesTools = messages.some((message) => message.role === 'tool' || 'toolCalls' in message);
  if ((tools && tools.length > 0) || usesTools) throw new NotExpressible(`the template ${template} knows no tools`);
  return messages.map((message) => {
    if (typeof message.content !== 'string' && message.content.some((part) => part.type === 'image')) {
      throw new NotExpressible(`the template ${template} knows no images`);
    }
    const role = message.role === 'developer' ? 'system' : (message.role as PlainTurn['role']);
    const thought =
      message.role === 'assistant' && message.reasoning !== undefined
        ? `<think>\n${message.reasoning}\n</think>\n\n`
        : '';
    return { role, text: thought + textOf(message.content) };
  });
}
