import { randomUUID } from 'node:crypto';
import type { GenerationEvent } from '@tuneloop/protocol';
import { listOf, numberOf, objectOf, stringOf } from './read-json.ts';

interface OpenCall {
  /** As the upstream numbers it. */
  place: number;
  id: string | undefined;
  /** Position among this answer's calls. */
  index: number;
  arguments: string;
}

/**
 * Puts tool calls together from the deltas of any server: an id in the first delta only, in every one or in none; each
 * call whole in one delta (Ollama); all of them under index 0; arguments as an object in place of its text.
 */
export class ToolCallAssembler {
  #open: OpenCall | undefined;
  #count = 0;

  /** Calls that were begun. */
  get count(): number {
    return this.#count;
  }

  *push(deltas: unknown): Generator<GenerationEvent, void, void> {
    for (const value of listOf(deltas)) {
      const delta = objectOf(value);
      const wire = objectOf(delta['function']);
      const place = numberOf(delta['index']) ?? this.#open?.place ?? 0;
      const id = stringOf(delta['id']) || undefined;
      const name = stringOf(wire['name']) || undefined;
      if (name !== undefined && this.#begins(place, id)) {
        yield* this.end();
        yield* this.#begin(place, id, name);
      }
      const piece = argumentsOf(wire['arguments']);
      if (piece !== '' && this.#open !== undefined) {
        this.#open.arguments += piece;
        yield { type: 'tool-call-delta', index: this.#open.index, arguments: piece };
      }
    }
  }

  /** Ends the call that is open, if one is. */
  *end(): Generator<GenerationEvent, void, void> {
    if (this.#open === undefined) return;
    yield { type: 'tool-call-end', index: this.#open.index };
    this.#open = undefined;
  }

  /** Some servers repeat the name in every delta: one call goes on until its place, its id or its JSON says otherwise. */
  #begins(place: number, id: string | undefined): boolean {
    const open = this.#open;
    if (open === undefined || open.place !== place) return true;
    if (id !== undefined && open.id !== undefined) return id !== open.id;
    return isJson(open.arguments);
  }

  *#begin(place: number, id: string | undefined, name: string): Generator<GenerationEvent, void, void> {
    const index = this.#count;
    this.#count += 1;
    this.#open = { place, id, index, arguments: '' };
    yield { type: 'tool-call-start', index, id: id ?? `call_${randomUUID()}`, name };
  }
}

function argumentsOf(value: unknown): string {
  if (typeof value === 'string') return value;
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : '';
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
