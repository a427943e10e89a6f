import { contentText } from '../chat/conversation-item.ts';
import type { Interaction } from './interaction-queries.ts';

const excerptLength = 400;

/** What was asked, in short: the last that a person said. `undefined` where no text was recorded. */
export function askedText({ prompt }: Interaction): string | undefined {
  switch (prompt?.type) {
    case 'messages': {
      const last = prompt.messages.findLast(({ role }) => role === 'user') ?? prompt.messages.at(-1);
      return last && excerpt(contentText(last.content));
    }
    case 'text':
      return excerpt(prompt.text);
    case 'infill':
      return excerpt(`${prompt.prefix}…${prompt.suffix}`);
    case 'tokens':
    case undefined:
      return undefined;
  }
}

/** What was answered, in short: its text, else the names of what it called. */
export function answeredText({ message }: Interaction): string | undefined {
  if (message?.role !== 'assistant') return undefined;
  const said = excerpt(contentText(message.content));
  return said === '' ? (message.tool_calls ?? []).map(({ function: { name } }) => `${name}(…)`).join(', ') : said;
}

/** The beginning, in one line. */
function excerpt(text: string): string {
  const line = text
    .slice(0, 4 * excerptLength)
    .replaceAll(/\s+/g, ' ')
    .trim();
  return line.length > excerptLength ? `${line.slice(0, excerptLength)}…` : line;
}
