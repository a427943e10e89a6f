import { randomUUID } from 'node:crypto';
import {
  TuneloopError,
  type AssistantMessage,
  type GenerationEndEvent,
  type GenerationEvent,
} from '@tuneloop/protocol';
import { ToolCallAssembler } from '../generation/tool-call-assembler.ts';

/** Gathers one generation's answer while its events pass. */
export class Step {
  readonly #takenIds: Set<string>;
  readonly #calls = new ToolCallAssembler();
  #text = '';
  #reasoning = '';
  #end: GenerationEndEvent | undefined;

  /** @param takenIds of the calls so far; those of this step are added. */
  constructor(takenIds: Set<string>) {
    this.#takenIds = takenIds;
  }

  get text(): string {
    return this.#text;
  }

  /** The event, with another id where its call has one that stands for another call already. */
  add(event: GenerationEvent): GenerationEvent {
    switch (event.type) {
      case 'text-delta':
        this.#text += event.text;
        break;
      case 'reasoning-delta':
        this.#reasoning += event.text;
        break;
      case 'tool-call-start': {
        const id = this.#takenIds.has(event.id) ? `call_${randomUUID()}` : event.id;
        this.#takenIds.add(id);
        const renamed = { ...event, id };
        this.#calls.add(renamed);
        return renamed;
      }
      case 'tool-call-delta':
      case 'tool-call-end':
        this.#calls.add(event);
        break;
      case 'generation-end':
        this.#end = event;
        break;
      case 'generation-start':
      case 'prompt-logprobs':
        break;
    }
    return event;
  }

  /** After the last event. */
  get end(): GenerationEndEvent {
    if (this.#end) return this.#end;
    throw new TuneloopError('INTERNAL', 'The engine ended a generation without its generation-end event.');
  }

  /** What the model has said, calls that were cut off half way left out. */
  message(): AssistantMessage {
    const calls = this.#calls.whole;
    return {
      role: 'assistant',
      content: this.#text,
      ...(this.#reasoning !== '' && { reasoning: this.#reasoning }),
      ...(calls.length > 0 && { toolCalls: calls }),
    };
  }
}
