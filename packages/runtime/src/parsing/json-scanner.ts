type State = 'value' | 'first-item' | 'first-key' | 'key' | 'colon' | 'after' | 'string' | 'escape' | 'scalar';

const scalarCharacter = /[-+.0-9A-Za-z]/;
const scalar = /^(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?)$/;

/** Finds where one JSON value ends in text that arrives in pieces, or where it stops being JSON. */
export class JsonScanner {
  #state: State = 'value';
  readonly #open: ('{' | '[')[] = [];
  #isKey = false;
  #scalar = '';

  /** @returns how many characters of `text` belong to the value, and whether it goes on after them. */
  scan(text: string): { length: number; status: 'open' | 'complete' | 'invalid' } {
    for (let at = 0; at < text.length; at++) {
      const character = text[at]!;
      if (this.#state === 'scalar') {
        if (scalarCharacter.test(character)) {
          this.#scalar += character;
          continue;
        }
        // Only the character after a number tells that it is over.
        if (!this.#endScalar()) return { length: at, status: 'invalid' };
        if (this.#open.length === 0) return { length: at, status: 'complete' };
      }
      if (!this.#step(character)) return { length: at, status: 'invalid' };
      if (this.#state === 'after' && this.#open.length === 0) return { length: at + 1, status: 'complete' };
    }
    return { length: text.length, status: 'open' };
  }

  /** No more text comes. @returns whether what was scanned is a whole value. */
  end(): boolean {
    return this.#state === 'scalar' && this.#open.length === 0 && scalar.test(this.#scalar);
  }

  #endScalar(): boolean {
    this.#state = 'after';
    return scalar.test(this.#scalar);
  }

  #step(character: string): boolean {
    if (this.#state === 'string') {
      if (character === '\\') this.#state = 'escape';
      else if (character === '"') this.#state = this.#isKey ? 'colon' : 'after';
      return true;
    }
    if (this.#state === 'escape') {
      this.#state = 'string';
      return true;
    }
    if (/\s/.test(character)) return this.#state !== 'value' || this.#open.length > 0;
    switch (this.#state) {
      case 'colon':
        this.#state = 'value';
        return character === ':';
      case 'after':
        return this.#separate(character);
      case 'first-key':
        return character === '}' ? this.#close() : this.#key(character);
      case 'key':
        return this.#key(character);
      case 'first-item':
        return character === ']' ? this.#close() : this.#value(character);
      case 'value':
      case 'scalar':
        return this.#value(character);
    }
  }

  #key(character: string): boolean {
    this.#isKey = true;
    this.#state = 'string';
    return character === '"';
  }

  #value(character: string): boolean {
    if (character === '{' || character === '[') {
      this.#open.push(character);
      this.#state = character === '{' ? 'first-key' : 'first-item';
      return true;
    }
    this.#isKey = false;
    this.#state = character === '"' ? 'string' : 'scalar';
    this.#scalar = character;
    return character === '"' || scalarCharacter.test(character);
  }

  #separate(character: string): boolean {
    const open = this.#open.at(-1);
    if (character === ',') {
      this.#state = open === '{' ? 'key' : 'value';
      return true;
    }
    return character === (open === '{' ? '}' : ']') && this.#close();
  }

  #close(): boolean {
    this.#open.pop();
    this.#state = 'after';
    return true;
  }
}
