import type { AnswerHead, BodyEncoder } from '../generation/choice-event.ts';
import type { ContentBlock, ContentDelta, MessageAnswer, MessageStreamEvent } from './answer-wire.ts';
import { createMessageEventEncoder, type MessageEncoderOptions } from './event-encoder.ts';

/** A whole answer: what a client would make of the stream. */
export function createMessageBodyEncoder(head: AnswerHead, options: MessageEncoderOptions): BodyEncoder {
  const events = createMessageEventEncoder(head, options);
  const inputs = new Map<number, string>();
  let message: MessageAnswer | undefined;

  const apply = (event: MessageStreamEvent): void => {
    if (event.type === 'message_start') message = event.message;
    if (!message) throw new Error('The engine began a generation without its generation-start event.');
    switch (event.type) {
      case 'content_block_start':
        message.content[event.index] = { ...event.content_block };
        break;
      case 'content_block_delta':
        if (event.delta.type === 'input_json_delta') {
          inputs.set(event.index, (inputs.get(event.index) ?? '') + event.delta.partial_json);
        } else {
          applyDelta(message.content[event.index], event.delta);
        }
        break;
      case 'content_block_stop': {
        const block = message.content[event.index];
        if (block?.type === 'tool_use') block.input = parseInput(inputs.get(event.index) ?? '');
        break;
      }
      case 'message_delta':
        Object.assign(message, event.delta, { usage: { ...message.usage, ...event.usage } });
        break;
      case 'message_start':
      case 'ping':
      case 'message_stop':
        break;
    }
  };

  return {
    add: (event) => events.encode(event).forEach(apply),
    body: () => {
      if (!message?.stop_reason) throw new Error('The engine ended a generation without its generation-end event.');
      return message;
    },
  };
}

function applyDelta(block: ContentBlock | undefined, delta: Exclude<ContentDelta, { type: 'input_json_delta' }>): void {
  if (block?.type === 'text' && delta.type === 'text_delta') block.text += delta.text;
  if (block?.type !== 'thinking') return;
  if (delta.type === 'thinking_delta') block.thinking += delta.thinking;
  if (delta.type === 'signature_delta') block.signature = delta.signature;
}

/** What is not JSON stays the text that it is, so that nothing that the model wrote is lost. */
function parseInput(text: string): unknown {
  if (text.trim() === '') return {};
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
