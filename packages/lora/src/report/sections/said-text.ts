import { textOf, type Message } from '@tuneloop/protocol';

/** A prompt as people read it: the one message of a user as it is, several with who says them. */
export function saidText(prompt: readonly Message[]): string {
  if (prompt.length === 1) return textOf(prompt[0]!.content);
  return prompt.map(({ role, content }) => `${role}: ${textOf(content)}`).join('\n');
}
