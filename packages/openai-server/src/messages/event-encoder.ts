import type { GenerationEvent, GenerationStartEvent } from '@tuneloop/protocol';
import type { AnswerHead, ChoiceEvent, StreamEncoder } from '../generation/choice-event.ts';
import {
  encodeStop,
  encodeUsage,
  type ContentBlock,
  type ContentDelta,
  type MessageAnswer,
  type MessageStreamEvent,
} from './answer-wire.ts';
import { messagesFraming } from './framing.ts';

export interface MessageEventEncoder extends StreamEncoder {
  encode(event: ChoiceEvent): readonly MessageStreamEvent[];
  finish(): readonly MessageStreamEvent[];
}

export interface MessageEncoderOptions {
  /** Thinking blocks are sent without their text. */
  omitThinking: boolean;
}

/** Clients send thinking back only when it has a signature. Nothing checks this one. */
const signature = 'unsigned';

/**
 * The events of Anthropic's streams. A text or thinking block lasts until something else comes, a tool's block until its
 * call ends.
 */
export function createMessageEventEncoder(head: AnswerHead, options: MessageEncoderOptions): MessageEventEncoder {
  let blocks = 0;
  let open: { index: number; type: 'text' | 'thinking' } | undefined;
  const calls = new Map<number, number>();

  const delta = (index: number, change: ContentDelta): MessageStreamEvent => ({
    type: 'content_block_delta',
    index,
    delta: change,
  });
  const begin = (content_block: ContentBlock): MessageStreamEvent => {
    const index = blocks;
    blocks += 1;
    return { type: 'content_block_start', index, content_block };
  };
  const close = (): MessageStreamEvent[] => {
    if (!open) return [];
    const { index, type } = open;
    open = undefined;
    const signed = type === 'thinking' ? [delta(index, { type: 'signature_delta', signature })] : [];
    return [...signed, { type: 'content_block_stop', index }];
  };
  const write = (type: 'text' | 'thinking', change: ContentDelta | undefined): MessageStreamEvent[] => {
    const changes = (index: number): MessageStreamEvent[] => (change ? [delta(index, change)] : []);
    if (open?.type === type) return changes(open.index);
    const closed = close();
    open = { index: blocks, type };
    return [...closed, begin(emptyBlocks[type]), ...changes(open.index)];
  };
  const endCall = (call: number): MessageStreamEvent[] => {
    const index = calls.get(call);
    calls.delete(call);
    return index === undefined ? [] : [{ type: 'content_block_stop', index }];
  };

  const encode = (event: GenerationEvent): MessageStreamEvent[] => {
    switch (event.type) {
      case 'generation-start':
        return [{ type: 'message_start', message: startMessage(head, event) }, { type: 'ping' }];
      case 'prompt-logprobs':
        return [];
      case 'text-delta':
        return event.text === '' ? [] : write('text', { type: 'text_delta', text: event.text });
      case 'reasoning-delta':
        if (event.text === '') return [];
        return write('thinking', options.omitThinking ? undefined : { type: 'thinking_delta', thinking: event.text });
      case 'tool-call-start': {
        const closed = close();
        calls.set(event.index, blocks);
        return [
          ...closed,
          begin({ type: 'tool_use', id: event.id, name: event.name, input: {}, caller: { type: 'direct' } }),
        ];
      }
      case 'tool-call-delta': {
        const index = calls.get(event.index);
        if (index === undefined || event.arguments === '') return [];
        return [delta(index, { type: 'input_json_delta', partial_json: event.arguments })];
      }
      case 'tool-call-end':
        return endCall(event.index);
      case 'generation-end':
        return [
          ...close(),
          ...[...calls.keys()].flatMap(endCall),
          {
            type: 'message_delta',
            delta: { ...encodeStop(event), stop_details: null, container: null },
            usage: encodeUsage(event.usage),
          },
        ];
    }
  };

  return {
    encode: ({ event }) => encode(event),
    finish: () => [{ type: 'message_stop' }],
    framing: messagesFraming,
  };
}

const emptyBlocks: Readonly<Record<'text' | 'thinking', ContentBlock>> = {
  text: { type: 'text', text: '', citations: null },
  thinking: { type: 'thinking', thinking: '', signature: '' },
};

function startMessage(head: AnswerHead, { promptTokens, cachedTokens }: GenerationStartEvent): MessageAnswer {
  return {
    id: head.id,
    type: 'message',
    role: 'assistant',
    model: head.model,
    content: [],
    stop_reason: null,
    stop_sequence: null,
    stop_details: null,
    container: null,
    usage: {
      ...encodeUsage({ promptTokens, cachedTokens, completionTokens: 0, reasoningTokens: 0 }),
      cache_creation: null,
      inference_geo: null,
      service_tier: 'standard',
    },
  };
}
