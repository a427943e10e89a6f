import { createHash } from 'node:crypto';
import { textOf, type GenerateRequest } from '@tuneloop/protocol';

/** Characters of a prompt that decide where it goes; about the tokens of a few KV blocks. */
const keyLength = 2048;

/**
 * What the turns of one conversation have in common, and different conversations have not: the instructions, and the
 * first message that is no instruction. For other prompts their beginning.
 */
export function prefixKey({ prompt, adapters }: Pick<GenerateRequest, 'prompt' | 'adapters'>): string {
  const parts: string[] = (adapters ?? []).map(({ id, scale }) => `${id}*${scale}`);
  if (prompt.type === 'messages') {
    for (const message of prompt.messages) {
      parts.push(message.role, textOf(message.content).slice(0, keyLength));
      if (message.role !== 'system' && message.role !== 'developer') break;
    }
  } else if (prompt.type === 'tokens') {
    parts.push(prompt.tokens.slice(0, keyLength / 4).join(' '));
  } else {
    parts.push((prompt.type === 'text' ? prompt.text : prompt.prefix).slice(0, keyLength));
  }
  return createHash('sha256').update(parts.join('\u0000')).digest('hex');
}
