import type { GenerationEvent, ToolCall } from '@tuneloop/protocol';

/** The events of a call: it begins, its arguments come in pieces, it is whole. */
export type ToolCallEvent = Extract<GenerationEvent, { index: number }>;

/** Puts calls together from their events. Of several generations one after the other it knows the last. */
export class ToolCallAssembler {
  readonly #calls = new Map<number, { call: ToolCall; isWhole: boolean }>();

  /** The call, with the event that makes it whole. */
  add(event: ToolCallEvent): ToolCall | undefined {
    if (event.type === 'tool-call-start') {
      const { index, id, name } = event;
      // So that calls are in the order in which they began.
      this.#calls.delete(index);
      this.#calls.set(index, { call: { id, name, arguments: '' }, isWhole: false });
      return undefined;
    }
    const entry = this.#calls.get(event.index);
    if (entry === undefined) return undefined;
    if (event.type === 'tool-call-delta') {
      entry.call.arguments += event.arguments;
      return undefined;
    }
    entry.isWhole = true;
    return entry.call;
  }

  /** All that have begun, one that was cut off half way included. */
  get begun(): ToolCall[] {
    return [...this.#calls.values()].map(({ call }) => call);
  }

  get whole(): ToolCall[] {
    return [...this.#calls.values()].filter(({ isWhole }) => isWhole).map(({ call }) => call);
  }

  /** What was cut off half way, with the index of its events. */
  get cut(): (ToolCall & { index: number })[] {
    return [...this.#calls].filter(([, { isWhole }]) => !isWhole).map(([index, { call }]) => ({ index, ...call }));
  }
}
