import type { ByteGrammar, Element } from './byte-grammar.ts';

/** A place in the grammar that has been reached, and where to go on when its rule ends. */
interface Place {
  readonly id: number;
  readonly sequence: readonly Element[];
  readonly at: number;
  /** `undefined`: behind it the text may end. */
  readonly parent: Place | undefined;
  /** Places whose parent this is, so that one place is one object. */
  readonly children: Map<readonly Element[], (Place | undefined)[]>;
}

/** All that a text may go on with. Equal ones are one object as long as the matcher lives. */
export interface GrammarState {
  /** Each begins with a byte. */
  readonly places: readonly Place[];
  /** Whether the text may end here. */
  readonly mayEnd: boolean;
  /** By byte, as far as they are known; `null`: it cannot follow. */
  readonly next: (GrammarState | null | undefined)[];
}

/** Beyond it the states that were seen are forgotten, so that a long output takes bounded memory. */
const mostStates = 20_000;

/**
 * Follows a text through a grammar, byte by byte, along all ways at once: a pushdown automaton whose stacks share their
 * lower parts, made deterministic as far as it is walked.
 */
export class GrammarMatcher {
  readonly #grammar: ByteGrammar;
  readonly start: GrammarState;
  readonly #states = new Map<string, GrammarState>();
  /** Places without a parent. */
  readonly #top = new Map<readonly Element[], (Place | undefined)[]>();
  #nextId = 0;

  constructor(grammar: ByteGrammar) {
    this.#grammar = grammar;
    const walk = new Walk();
    for (const sequence of grammar.rules[grammar.root]!) this.#reach(sequence, 0, undefined, walk);
    this.start = this.#state(walk);
  }

  /** @returns `null` when the byte cannot follow. */
  advance(state: GrammarState, byte: number): GrammarState | null {
    const known = state.next[byte];
    if (known !== undefined) return known;
    const walk = new Walk();
    for (const { sequence, at, parent } of state.places) {
      const element = sequence[at]!;
      if (element.type === 'byte' && element.allowed[byte] === 1) this.#reach(sequence, at + 1, parent, walk);
    }
    const next = walk.isEmpty ? null : this.#state(walk);
    state.next[byte] = next;
    return next;
  }

  advanceAll(state: GrammarState, bytes: Uint8Array): GrammarState | null {
    let at: GrammarState | null = state;
    for (const byte of bytes) {
      at = this.advance(at, byte);
      if (at === null) return null;
    }
    return at;
  }

  #reach(sequence: readonly Element[], at: number, parent: Place | undefined, walk: Walk): void {
    const element = sequence[at];
    if (element === undefined) {
      if (parent === undefined) walk.mayEnd = true;
      else this.#reach(parent.sequence, parent.at, parent.parent, walk);
      return;
    }
    const place = this.#place(sequence, at, parent);
    if (!walk.visit(place) || element.type === 'byte') return;
    // What is behind the last element of a sequence is behind the sequence: recursion at the end takes no room.
    const back = at + 1 === sequence.length ? parent : this.#place(sequence, at + 1, parent);
    for (const alternative of this.#grammar.rules[element.rule]!) this.#reach(alternative, 0, back, walk);
  }

  #place(sequence: readonly Element[], at: number, parent: Place | undefined): Place {
    const children = parent?.children ?? this.#top;
    let places = children.get(sequence);
    if (places === undefined) children.set(sequence, (places = []));
    return (places[at] ??= { id: this.#nextId++, sequence, at, parent, children: new Map() });
  }

  #state(walk: Walk): GrammarState {
    const key = walk.key();
    const known = this.#states.get(key);
    if (known !== undefined) return known;
    if (this.#states.size >= mostStates) this.#states.clear();
    const state: GrammarState = { places: walk.places(), mayEnd: walk.mayEnd, next: [] };
    this.#states.set(key, state);
    return state;
  }
}

/** Where one step leads. */
class Walk {
  readonly #visited = new Set<Place>();
  mayEnd = false;

  get isEmpty(): boolean {
    return this.#visited.size === 0 && !this.mayEnd;
  }

  /** @returns whether it is new: rules that begin with themselves lead here again. */
  visit(place: Place): boolean {
    if (this.#visited.has(place)) return false;
    this.#visited.add(place);
    return true;
  }

  places(): Place[] {
    return [...this.#visited].filter(({ sequence, at }) => sequence[at]!.type === 'byte');
  }

  key(): string {
    const ids = this.places().map(({ id }) => id);
    return `${this.mayEnd} ${ids.toSorted((a, b) => a - b).join(' ')}`;
  }
}
