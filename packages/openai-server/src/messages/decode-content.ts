import type { AssistantMessage, ContentPart, Message, ToolMessage } from '@tuneloop/protocol';
import type {
  AssistantBlockWire,
  ImageBlockWire,
  TextBlockWire,
  ToolResultBlockWire,
  UserBlockWire,
} from './content-wire.ts';

/** Blocks of a user and of a system prompt are paragraphs: clients send whole texts in each. */
const paragraphBreak = '\n\n';

export function joinParagraphs(blocks: readonly TextBlockWire[]): string {
  return blocks.map(({ text }) => text).join(paragraphBreak);
}

/** The results of tools first, each a message, then what the user says; images that tools returned are the user's. */
export function decodeUserTurn(blocks: readonly UserBlockWire[]): Message[] {
  const results: ToolMessage[] = [];
  const said: (TextBlockWire | ImageBlockWire)[] = [];
  for (const block of blocks) {
    if (block.type !== 'tool_result') {
      said.push(block);
      continue;
    }
    results.push(decodeToolResult(block));
    if (Array.isArray(block.content)) said.push(...block.content.filter(({ type }) => type === 'image'));
  }
  if (said.length === 0 && results.length > 0) return results;
  return [...results, { role: 'user', content: decodeContent(said) }];
}

/** A failure has the form in which this server's own tools report theirs. */
function decodeToolResult({ tool_use_id, content, is_error }: ToolResultBlockWire): ToolMessage {
  const blocks: readonly (TextBlockWire | ImageBlockWire)[] =
    typeof content === 'string' ? [{ type: 'text', text: content }] : (content ?? []);
  const text = joinParagraphs(blocks.filter((block) => block.type === 'text'));
  return {
    role: 'tool',
    toolCallId: tool_use_id,
    content: is_error ? JSON.stringify({ status: 'error', error: text }) : text,
  };
}

function decodeContent(blocks: readonly (TextBlockWire | ImageBlockWire)[]): string | ContentPart[] {
  const parts: ContentPart[] = [];
  for (const block of blocks) {
    const last = parts.at(-1);
    if (block.type === 'image') {
      parts.push({ type: 'image', url: `data:${block.source.media_type};base64,${block.source.data}` });
    } else if (last?.type === 'text') {
      last.text += paragraphBreak + block.text;
    } else {
      parts.push({ type: 'text', text: block.text });
    }
  }
  const [first] = parts;
  if (first === undefined) return '';
  return parts.length === 1 && first.type === 'text' ? first.text : parts;
}

/** Its texts go on where the one before stopped. Redacted thinking is for nobody but the model that encrypted it. */
export function decodeAssistantTurn(blocks: readonly AssistantBlockWire[]): AssistantMessage {
  const thoughts = blocks.flatMap((block) => (block.type === 'thinking' ? [block.thinking] : []));
  const toolCalls = blocks.flatMap((block) =>
    block.type === 'tool_use' ? [{ id: block.id, name: block.name, arguments: encodeInput(block.input) }] : [],
  );
  return {
    role: 'assistant',
    content: blocks.map((block) => (block.type === 'text' ? block.text : '')).join(''),
    reasoning: thoughts.join(paragraphBreak) || undefined,
    toolCalls: toolCalls.length > 0 ? toolCalls : undefined,
  };
}

/** A string is what the model wrote and nobody could read as JSON. */
function encodeInput(input: unknown): string {
  return typeof input === 'string' ? input : JSON.stringify(input ?? {});
}
