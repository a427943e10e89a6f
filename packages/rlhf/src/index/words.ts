import { textOf, type Interaction, type Message, type Prompt } from '@tuneloop/protocol';

/** Scripts that are written without spaces: each character counts as a word. */
const unspaced = /[\u0E00-\u0E7F\u2E80-\u9FFF\uAC00-\uD7AF\uF900-\uFAFF]/g;

/** More of one interaction's text is not looked into, in characters. */
const maxText = 200_000;

/** The text of an interaction that a search looks into. */
export function textOfInteraction({ prompt, output }: Interaction): string {
  const parts = [prompt && textOfPrompt(prompt), output?.content, output?.reasoning];
  for (const call of output?.toolCalls ?? []) parts.push(call.name, call.arguments);
  return parts.filter((part) => part !== undefined && part !== '').join('\n');
}

function textOfPrompt(prompt: Prompt): string {
  switch (prompt.type) {
    case 'messages':
      return prompt.messages.map(textOfMessage).join('\n');
    case 'text':
      return prompt.text;
    case 'infill':
      return `${prompt.prefix}\n${prompt.suffix}`;
    case 'tokens':
      return '';
  }
}

function textOfMessage(message: Message): string {
  const calls = message.role === 'assistant' ? (message.toolCalls ?? []) : [];
  return [textOf(message.content), ...calls.map(({ name, arguments: text }) => `${name} ${text}`)].join('\n');
}

/** As it goes into the index of words. */
export function indexedText(text: string): string {
  return text.slice(0, maxText).replaceAll(unspaced, ' $& ');
}

/** The words of a search, each a query of FTS5 for just that word. */
export function wordQueries(text: string): string[] {
  const words = text.replaceAll(unspaced, ' $& ').match(/[\p{L}\p{N}\p{M}\p{Co}]+/gu) ?? [];
  return [...new Set(words)].map((word) => `"${word}"`);
}
