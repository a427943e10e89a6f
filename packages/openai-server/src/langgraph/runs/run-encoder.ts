import type { GenerationEvent, ToolMessage } from '@tuneloop/protocol';
import { encodeFinishReason } from '../../generation/finish-reason.ts';
import type { PausedTurn } from '../../tool-loop/paused-turn.ts';
import { Step } from '../../tool-loop/step.ts';
import type { ToolLoopEvent, ToolResultEvent } from '../../tool-loop/tool-loop-event.ts';
import type { InterruptDict } from '../interrupts/encode-interrupt.ts';
import { encodeMessageDict, encodeMessageDicts, readArguments, type MessageDict } from '../messages/message-dict.ts';
import type { IdentifiedStoredMessage } from '../state/checkpoint.ts';
import type { StreamMode } from './stream-mode.ts';
import type { TurnMessageIds } from './turn-message-ids.ts';

/** An event of a run's stream. */
export interface RunEvent {
  name: string;
  data: unknown;
  /** A later event with the same key says all that this one does. */
  key?: string | undefined;
}

export interface RunEncoderOptions {
  run: string;
  thread: string;
  ids: TurnMessageIds;
  /** What the run begins with. */
  history: readonly IdentifiedStoredMessage[];
  /** What somebody wants to know; others may be told all the same, where that costs nothing. */
  modes: ReadonlySet<StreamMode>;
}

type Node = 'agent' | 'tools';

/**
 * What happens in a turn, as LangGraph tells of a run: a pure codec from the events of the tool loop to those of every
 * stream mode. The graph has two nodes: `agent` generates, `tools` runs the calls of an answer.
 */
export class RunEncoder {
  readonly #run: string;
  readonly #thread: string;
  readonly #ids: TurnMessageIds;
  readonly #modes: ReadonlySet<StreamMode>;
  #history: IdentifiedStoredMessage[];
  #step = new Step(new Set());
  #model = '';
  #number = 0;
  #hasPartial = false;

  constructor({ run, thread, ids, history, modes }: RunEncoderOptions) {
    this.#modes = modes;
    this.#run = run;
    this.#thread = thread;
    this.#ids = ids;
    this.#history = [...history];
  }

  /**
   * Before everything else.
   *
   * @param shown what stands behind the history, and comes again with what follows it.
   */
  begin(shown: readonly IdentifiedStoredMessage[] = []): RunEvent[] {
    const metadata = { run_id: this.#run, thread_id: this.#thread, attempt: 1 };
    return [
      { name: 'metadata', data: metadata },
      { name: 'values', data: { messages: encodeMessageDicts([...this.#history, ...shown]) } },
    ];
  }

  /** The run waits for people. */
  interrupt(interrupts: readonly InterruptDict[]): RunEvent[] {
    return [
      { name: 'updates', data: { __interrupt__: interrupts } },
      { name: 'values', data: { ...this.#valuesData(), __interrupt__: interrupts } },
    ];
  }

  /** The run was cancelled while the model said this. */
  cut(text: string): RunEvent[] {
    if (text !== '') this.#history.push({ id: this.#ids.current, message: { role: 'assistant', content: text } });
    return [this.#values()];
  }

  /** @param interruptsOf what a turn that pauses asks of people. */
  encode(event: ToolLoopEvent, interruptsOf: (turn: PausedTurn) => InterruptDict[]): RunEvent[] {
    switch (event.type) {
      case 'tool-run-start':
        return [
          {
            name: 'tools',
            data: { event: 'on_tool_start', toolCallId: event.id, name: event.name, input: inputOf(event) },
          },
          this.#event('on_tool_start', event.name, { input: inputOf(event) }, 'tools'),
        ];
      case 'tool-result':
        return this.#result(event);
      case 'tool-exchange-end': {
        const ids = this.#ids.of(event.messages);
        this.#history.push(...event.messages.map((message, index) => ({ id: ids[index]!, message })));
        const results = encodeMessageDicts(this.#history).slice(-(event.messages.length - 1));
        return [{ name: 'updates', data: { tools: { messages: results } } }, this.#values()];
      }
      case 'limit-reached':
        return [{ name: 'custom', data: { type: 'limit_reached', iterations: event.iterations } }];
      case 'approval-needed':
        this.#history.push({ id: this.#ids.current, message: event.turn.messages.at(-1)! });
        return this.interrupt(interruptsOf(event.turn));
      case 'turn-end': {
        const message = event.messages.at(-1);
        if (message?.role === 'assistant') this.#history.push({ id: this.#ids.current, message });
        return [this.#values()];
      }
      case 'generation-start':
      case 'prompt-logprobs':
      case 'text-delta':
      case 'reasoning-delta':
      case 'tool-call-start':
      case 'tool-call-delta':
      case 'tool-call-end':
      case 'generation-end':
      default:
        return this.#generation(event);
    }
  }

  #generation(event: GenerationEvent): RunEvent[] {
    if (event.type === 'generation-start') {
      this.#step = new Step(new Set());
      this.#model = event.model;
      this.#number += 1;
      this.#hasPartial = false;
      this.#ids.begin();
      return [this.#event('on_chat_model_start', event.model, { input: { messages: [this.#messages()] } })];
    }
    this.#step.add(event);
    const chunk = chunkOf(event);
    if (chunk === undefined && event.type !== 'generation-end') return [];
    const dict = { ...emptyChunk, id: this.#ids.current, ...chunk };
    if (event.type === 'generation-end') Object.assign(dict, endOf(event, this.#model));
    const events: RunEvent[] = [
      { name: 'messages', data: [dict, this.#metadata('agent')] },
      this.#event('on_chat_model_stream', this.#model, { chunk: dict }),
      ...this.#partial(),
    ];
    if (event.type !== 'generation-end') return events;
    const message = this.#dict();
    events.push(
      { name: 'messages/complete', data: [message] },
      this.#event('on_chat_model_end', this.#model, { output: message }),
      { name: 'updates', data: { agent: { messages: [message] } } },
    );
    // What an answer with calls says can be seen while they run; the history has it with their results.
    if ((message.tool_calls ?? []).length > 0) {
      events.push({ name: 'values', data: { messages: [...this.#messages(), message] } });
    }
    return events;
  }

  /** The whole answer so far, with each of its tokens: only for those who want it. */
  #partial(): RunEvent[] {
    if (!this.#modes.has('messages')) return [];
    const id = this.#ids.current;
    const partial = { name: 'messages/partial', data: [this.#dict()], key: id };
    if (this.#hasPartial) return [partial];
    this.#hasPartial = true;
    return [{ name: 'messages/metadata', data: { [id]: { metadata: this.#metadata('agent') } } }, partial];
  }

  #result(event: ToolResultEvent): RunEvent[] {
    const { id, name, result } = event;
    const message: ToolMessage = { role: 'tool', toolCallId: id, content: JSON.stringify(result) };
    const dict = encodeMessageDict(this.#ids.ofResult(id), message, name);
    const outcome =
      result.status === 'error'
        ? { event: 'on_tool_error', toolCallId: id, name, error: result.error }
        : { event: 'on_tool_end', toolCallId: id, name, output: result };
    return [
      { name: 'messages', data: [dict, this.#metadata('tools')] },
      { name: 'messages/complete', data: [dict] },
      { name: 'tools', data: outcome },
      this.#event('on_tool_end', name, { input: inputOf(event), output: dict }, 'tools'),
    ];
  }

  #dict(): MessageDict {
    return encodeMessageDict(this.#ids.current, this.#step.message());
  }

  #messages(): MessageDict[] {
    return encodeMessageDicts(this.#history);
  }

  #valuesData(): { messages: MessageDict[] } {
    return { messages: this.#messages() };
  }

  #values(): RunEvent {
    return { name: 'values', data: this.#valuesData() };
  }

  #metadata(node: Node): Record<string, unknown> {
    return {
      run_id: this.#run,
      thread_id: this.#thread,
      langgraph_node: node,
      langgraph_step: this.#number,
      ...(this.#model !== '' && { ls_model_name: this.#model }),
      tags: [],
    };
  }

  #event(event: string, name: string, data: object, node: Node = 'agent'): RunEvent {
    const metadata = this.#metadata(node);
    return { name: 'events', data: { event, name, run_id: this.#run, tags: [], parent_ids: [], metadata, data } };
  }
}

const emptyChunk = {
  type: 'AIMessageChunk',
  content: '',
  additional_kwargs: {},
  response_metadata: {},
  tool_calls: [],
  invalid_tool_calls: [],
  tool_call_chunks: [],
};

function chunkOf(event: GenerationEvent): Record<string, unknown> | undefined {
  switch (event.type) {
    case 'text-delta':
      return event.text === '' ? undefined : { content: event.text };
    case 'reasoning-delta':
      return { additional_kwargs: { reasoning_content: event.text } };
    case 'tool-call-start': {
      const { index, id, name } = event;
      return { tool_call_chunks: [{ type: 'tool_call_chunk', index, id, name, args: '' }] };
    }
    case 'tool-call-delta':
      return { tool_call_chunks: [{ type: 'tool_call_chunk', index: event.index, args: event.arguments }] };
    case 'generation-start':
    case 'prompt-logprobs':
    case 'tool-call-end':
    case 'generation-end':
    default:
      return undefined;
  }
}

function endOf({ usage, finishReason }: Extract<GenerationEvent, { type: 'generation-end' }>, model: string): object {
  return {
    response_metadata: { finish_reason: encodeFinishReason(finishReason), model_name: model },
    usage_metadata: {
      input_tokens: usage.promptTokens,
      output_tokens: usage.completionTokens,
      total_tokens: usage.promptTokens + usage.completionTokens,
    },
  };
}

function inputOf(call: { arguments: string }): Record<string, unknown> {
  return readArguments(call) ?? { input: call.arguments };
}
