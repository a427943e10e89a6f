import { randomUUID } from 'node:crypto';
import type { Message } from '@tuneloop/protocol';

const newId = (): string => `msg_${randomUUID()}`;

/**
 * Ids of the messages that a turn makes, known from their first token on, so that what is streamed and what is kept are
 * the same message.
 */
export class TurnMessageIds {
  readonly #results = new Map<string, string>();
  #current: string;

  /** @param current of the answer that is being made, where a turn goes on within it. */
  constructor(current: string = newId()) {
    this.#current = current;
  }

  get current(): string {
    return this.#current;
  }

  /** Another answer begins. */
  begin(): string {
    this.#current = newId();
    return this.#current;
  }

  ofResult(callId: string): string {
    let id = this.#results.get(callId);
    if (id === undefined) this.#results.set(callId, (id = newId()));
    return id;
  }

  /** Of the messages of one exchange, or of the last answer. */
  of(messages: readonly Message[]): string[] {
    return messages.map((message) => (message.role === 'tool' ? this.ofResult(message.toolCallId) : this.#current));
  }
}
