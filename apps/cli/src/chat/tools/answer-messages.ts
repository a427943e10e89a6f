import type { Message, ToolCall, ToolMessage } from '@tuneloop/protocol';
import type { AnswerEvent } from '../chat-model.ts';

/** Puts an answer with tools together as messages: each call with its result, so that no exchange is ever half. */
export class AnswerMessages {
  readonly #messages: Message[] = [];
  #text = '';
  #calls: ToolCall[] = [];
  readonly #results = new Map<string, ToolMessage>();

  add(event: AnswerEvent): void {
    switch (event.type) {
      case 'text-delta':
        this.#endExchange();
        this.#text += event.text;
        break;
      case 'reasoning-delta':
        this.#endExchange();
        break;
      case 'tool-call':
        this.#endExchange();
        this.#calls.push(event.call);
        break;
      case 'tool-result': {
        const { call, result } = event;
        this.#results.set(call.id, { role: 'tool', toolCallId: call.id, content: JSON.stringify(result) });
        break;
      }
      case 'notice':
      case 'generation-end':
        break;
    }
  }

  /** What there is; calls that have no results are left out. */
  get messages(): Message[] {
    this.#endExchange();
    const last: Message[] = this.#text === '' ? [] : [{ role: 'assistant', content: this.#text }];
    return [...this.#messages, ...last];
  }

  /** Only when all calls have results: the model goes on then. */
  #endExchange(): void {
    if (this.#calls.length === 0) return;
    const results = this.#calls.flatMap(({ id }) => this.#results.get(id) ?? []);
    if (results.length < this.#calls.length) return;
    this.#messages.push({ role: 'assistant', content: this.#text, toolCalls: this.#calls }, ...results);
    this.#text = '';
    this.#calls = [];
    this.#results.clear();
  }
}
