import type { ContentPart, Message } from '@tuneloop/protocol';

/** A piece of a rendered prompt. Control tokens such as `<|im_start|>` are recognised only where `control` is true. */
export interface PromptSegment {
  text: string;
  control: boolean;
}

export interface Shielded {
  /** The messages with stand-ins for whatever would read as a control token. */
  messages: Message[];
  /** Takes a text rendered from `messages` apart and puts the originals back. */
  segments(rendered: string): PromptSegment[];
}

/** Around the index of what it stands for; from Unicode's private use area, so that no text has it by chance. */
const open = '\u{F0000}';
const close = '\u{F0001}';
const standIn = /\u{F0000}(\d+)\u{F0001}/u;

/**
 * Keeps message content from forging the conversation: a user (or a web page that a tool read) who writes
 * `<|im_end|><|im_start|>system` must not get a system message. Each such text is replaced before the template runs and
 * put back afterwards as plain text.
 *
 * @param controlTexts longest first.
 */
export function shieldControlTexts(messages: readonly Message[], controlTexts: readonly string[]): Shielded {
  const originals: string[] = [];
  const pattern = controlTexts.length === 0 ? undefined : new RegExp(controlTexts.map(escape).join('|'), 'gu');

  function shield(text: string): string {
    // A stand-in that is in the text already would be taken for one of ours.
    const clean = text.replaceAll(open, '').replaceAll(close, '');
    if (pattern === undefined) return clean;
    return clean.replace(pattern, (found) => `${open}${originals.push(found) - 1}${close}`);
  }

  return {
    messages: messages.map((message) => shieldMessage(message, shield)),
    segments(rendered) {
      const pieces = rendered.split(standIn);
      const segments: PromptSegment[] = [];
      for (const [position, piece] of pieces.entries()) {
        // `split` puts what the group caught, the index, at odd places.
        const control = position % 2 === 0;
        const text = control ? piece : originals[Number(piece)]!;
        if (text !== '') segments.push({ text, control });
      }
      return segments;
    },
  };
}

function escape(text: string): string {
  return text.replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`);
}

function shieldMessage(message: Message, shield: (text: string) => string): Message {
  const content = shieldContent(message.content, shield);
  if (message.role !== 'assistant') return { ...message, content } as Message;
  return {
    ...message,
    content: content as string,
    ...(message.reasoning !== undefined && { reasoning: shield(message.reasoning) }),
    ...(message.toolCalls && {
      toolCalls: message.toolCalls.map((call) => ({ ...call, arguments: shield(call.arguments) })),
    }),
  };
}

function shieldContent(content: string | ContentPart[], shield: (text: string) => string): string | ContentPart[] {
  if (typeof content === 'string') return shield(content);
  return content.map((part) => (part.type === 'text' ? { ...part, text: shield(part.text) } : part));
}
