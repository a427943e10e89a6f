/** A parser that is written as if all text were there: it yields wherever it has to wait for more. */
export type Parsing<T = void> = Generator<undefined, T, undefined>;

/** A stretch of the model's output. */
export interface Piece {
  text: string;
  /** Where it begins in the whole output, in UTF-16 units. */
  at: number;
}

/**
 * The model's output as it arrives, with a cursor that looks ahead. What the cursor has passed stays until it is known
 * what it was: `take` gives it back as text, `drop` forgets it as markup, `rewind` reads it again.
 */
export class TextSource {
  #buffer = '';
  #start = 0;
  #cursor = 0;
  #ended = false;

  append(text: string): void {
    this.#buffer += text;
  }

  end(): void {
    this.#ended = true;
  }

  /** What is ahead of the cursor so far. */
  get ahead(): string {
    return this.#buffer.slice(this.#cursor);
  }

  /** Whether nothing will be added to what is ahead. */
  get ended(): boolean {
    return this.#ended;
  }

  get atEnd(): boolean {
    return this.#ended && this.#cursor === this.#buffer.length;
  }

  advance(length: number): void {
    this.#cursor += length;
  }

  rewind(): void {
    this.#cursor = 0;
  }

  drop(): void {
    this.#buffer = this.#buffer.slice(this.#cursor);
    this.#start += this.#cursor;
    this.#cursor = 0;
  }

  take(): Piece {
    const piece = { text: this.#buffer.slice(0, this.#cursor), at: this.#start };
    this.drop();
    return piece;
  }

  /** Waits until something is ahead. @returns false when the output is over. */
  *hasMore(): Parsing<boolean> {
    while (this.#cursor === this.#buffer.length) {
      if (this.#ended) return false;
      yield;
    }
    return true;
  }

  *skipSpace(): Parsing {
    while (yield* this.hasMore()) {
      const length = /^\s*/.exec(this.ahead)![0].length;
      this.advance(length);
      if (this.#cursor < this.#buffer.length) return;
    }
  }

  /** Passes `literal` if it is next. */
  *accept(literal: string): Parsing<boolean> {
    return (yield* this.acceptOneOf([literal])) !== undefined;
  }

  /** Passes the longest of `literals` that is next. @returns which. */
  *acceptOneOf(literals: readonly string[]): Parsing<string | undefined> {
    for (;;) {
      const { ahead } = this;
      const mayGrow = literals.some((literal) => literal.length > ahead.length && literal.startsWith(ahead));
      if (!mayGrow || this.#ended) {
        const [found] = literals.filter((literal) => ahead.startsWith(literal)).toSorted(longestFirst);
        this.advance(found?.length ?? 0);
        return found;
      }
      yield;
    }
  }

  /**
   * Passes text until one of `markers` is next, and shows what it passed at once, but for what may be the beginning of
   * a marker. @returns the marker, passed as well and not taken; `undefined` at the end of the output.
   */
  *until(markers: readonly string[], show: (piece: Piece) => void): Parsing<string | undefined> {
    for (;;) {
      const { at, marker } = findMarker(this.ahead, markers, this.#ended);
      this.advance(at);
      const piece = this.take();
      if (piece.text !== '') show(piece);
      if (marker !== undefined) {
        this.advance(marker.length);
        return marker;
      }
      if (this.atEnd) return undefined;
      yield;
    }
  }
}

function longestFirst(a: string, b: string): number {
  return b.length - a.length;
}

/** The first place where a marker stands (`marker` set) or may still complete; the text's length without either. */
function findMarker(text: string, markers: readonly string[], ended: boolean): { at: number; marker?: string } {
  for (let at = 0; at < text.length; at++) {
    let found: string | undefined;
    for (const marker of markers) {
      if (marker.startsWith(text[at]!)) {
        if (text.startsWith(marker, at)) {
          if (found === undefined || marker.length > found.length) found = marker;
        } else if (!ended && marker.startsWith(text.slice(at))) return { at };
      }
    }
    if (found !== undefined) return { at, marker: found };
  }
  return { at: text.length };
}
