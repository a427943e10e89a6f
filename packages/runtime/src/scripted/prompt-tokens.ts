import { textOf, TuneloopError, type GenerateRequest, type InfillPrompt, type Message } from '@tuneloop/protocol';
import { tokenize, tokenOf, type Token } from './tokenizer.ts';

interface PromptParts extends Pick<GenerateRequest, 'prompt' | 'tools' | 'continueFinalMessage'> {
  /** Whether messages may hold images. */
  images: boolean;
}

/** The prompt as the "model" sees it. Errors: `INVALID_REQUEST`, `UNSUPPORTED` (images). */
export function promptTokens({ prompt, tools, continueFinalMessage, images }: PromptParts): Token[] {
  if (prompt.type === 'tokens') return prompt.tokens.map(tokenOf);
  if (prompt.type === 'text') return tokenize(prompt.text);
  if (prompt.type === 'infill') return tokenize(writeInfill(prompt));
  const { messages } = prompt;
  if (!images && messages.some(hasImage))
    throw new TuneloopError('UNSUPPORTED', 'The scripted engine cannot see images. Send text.');
  const toolText = tools?.length ? `<tools>${JSON.stringify(tools)}</tools>\n` : '';
  const turns = messages.map(writeMessage);
  if (!continueFinalMessage) return tokenize(`${toolText}${turns.join('')}<assistant>`);
  const last = messages.at(-1);
  if (last?.role !== 'assistant') {
    throw new TuneloopError('INVALID_REQUEST', 'To continue the final message, it must be an assistant message.');
  }
  return tokenize(`${toolText}${turns.slice(0, -1).join('')}<assistant>${textOf(last.content)}`);
}

/** The text that was last said to the model. */
export function lastWords({ prompt }: Pick<GenerateRequest, 'prompt'>): string {
  if (prompt.type === 'text') return prompt.text;
  if (prompt.type === 'infill') return prompt.prefix;
  if (prompt.type === 'tokens') return '';
  const last = prompt.messages.findLast(({ role }) => role === 'user' || role === 'tool');
  return last ? textOf(last.content) : '';
}

function writeMessage(message: Message): string {
  const calls = message.role === 'assistant' && message.toolCalls ? JSON.stringify(message.toolCalls) : '';
  return `<${message.role}>${images(message)}${textOf(message.content)}${calls}</${message.role}>\n`;
}

function images({ content }: Message): string {
  return typeof content === 'string' ? '' : '<image>'.repeat(content.filter(({ type }) => type === 'image').length);
}

/** Other files, what follows the gap, and last what comes before it. */
function writeInfill({ prefix, suffix, files = [] }: InfillPrompt): string {
  const others = files.map(({ name, text }) => `<file>${name}\n${text}</file>\n`);
  return `${others.join('')}<suffix>${suffix}<prefix>${prefix}`;
}

function hasImage({ content }: Message): boolean {
  return typeof content !== 'string' && content.some(({ type }) => type === 'image');
}
