import { TuneloopError } from '@tuneloop/protocol';
import { ByteGrammarBuilder, type ByteGrammar, type Element } from './byte-grammar.ts';
import { isLeftRecursive } from './left-recursion.ts';

type Range = readonly [from: number, to: number];

const lastCodePoint = 0x10ffff;
/** As llama.cpp: larger numbers are mistakes, or attempts to fill the memory. */
const mostRepetitions = 2000;

/**
 * Reads a grammar in GBNF; the result is over UTF-8 bytes.
 * Format: llama.cpp `grammars/README.md`.
 *
 * Errors: `INVALID_REQUEST` telling the line.
 */
export function parseGbnf(text: string): ByteGrammar {
  return new GbnfParser(text).parse();
}

class GbnfParser {
  readonly #text: string;
  readonly #builder = new ByteGrammarBuilder();
  readonly #rules = new Map<string, { rule: number; isDefined: boolean }>();
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  parse(): ByteGrammar {
    this.#skipSpace(true);
    while (this.#at < this.#text.length) this.#rule();
    for (const [name, { isDefined }] of this.#rules) if (!isDefined) this.#fail(`the rule "${name}" is not defined`);
    const root = this.#rules.get('root');
    if (root === undefined) this.#fail('there is no rule "root"');
    const grammar = this.#builder.build(root.rule);
    if (isLeftRecursive(grammar)) this.#fail('a rule begins with itself');
    return grammar;
  }

  #rule(): void {
    const entry = this.#named(this.#name());
    this.#skipSpace(false);
    if (!this.#take('::=')) this.#fail('"::=" is missing');
    this.#skipSpace(true);
    entry.isDefined = true;
    this.#builder.define(entry.rule, this.#alternatives(false));
    this.#skipSpace(true);
  }

  #named(name: string): { rule: number; isDefined: boolean } {
    let entry = this.#rules.get(name);
    if (entry === undefined) this.#rules.set(name, (entry = { rule: this.#builder.declare(), isDefined: false }));
    return entry;
  }

  /** @param nested within parentheses lines may end anywhere. */
  #alternatives(nested: boolean): Element[][] {
    const alternatives = [this.#sequence(nested)];
    for (this.#skipSpace(nested); this.#take('|'); this.#skipSpace(nested)) {
      this.#skipSpace(true);
      alternatives.push(this.#sequence(nested));
    }
    return alternatives;
  }

  #sequence(nested: boolean): Element[] {
    const elements: Element[] = [];
    for (;;) {
      this.#skipSpace(nested);
      const item = this.#item();
      if (item === undefined) return elements;
      elements.push(...this.#repeated(item));
    }
  }

  #item(): Element[] | undefined {
    const character = this.#text[this.#at];
    if (character === '"') return this.#literal();
    if (character === '[') return [this.#class()];
    if (this.#take('.')) return [this.#builder.characters([[0, lastCodePoint]])];
    if (this.#take('(')) {
      this.#skipSpace(true);
      const group = this.#builder.rule(this.#alternatives(true));
      this.#skipSpace(true);
      if (!this.#take(')')) this.#fail('")" is missing');
      return [group];
    }
    if (character === undefined || !/[a-zA-Z0-9-]/.test(character)) return undefined;
    return [{ type: 'rule', rule: this.#named(this.#name()).rule }];
  }

  #repeated(item: Element[]): Element[] {
    const limits = this.#limits();
    if (limits === undefined) return item;
    const [least, most] = limits;
    const elements = Array.from({ length: least }, () => item).flat();
    if (most === Infinity) {
      const rest = this.#builder.declare();
      this.#builder.define(rest, [[...item, { type: 'rule', rule: rest }], []]);
      return [...elements, { type: 'rule', rule: rest }];
    }
    let rest: Element | undefined;
    for (let left = most - least; left > 0; left -= 1) {
      rest = this.#builder.rule([rest === undefined ? item : [...item, rest], []]);
    }
    return rest === undefined ? elements : [...elements, rest];
  }

  #limits(): [least: number, most: number] | undefined {
    if (this.#take('*')) return [0, Infinity];
    if (this.#take('+')) return [1, Infinity];
    if (this.#take('?')) return [0, 1];
    const braces = this.#match(/\{\s*(\d+)\s*(?:(,)\s*(\d+)?\s*)?\}/y);
    if (braces === undefined) return undefined;
    const least = Number(braces[1]);
    const most = braces[2] === undefined ? least : braces[3] === undefined ? Infinity : Number(braces[3]);
    if (least > most) this.#fail(`{${least},${most}} allows nothing`);
    if (least > mostRepetitions || (most !== Infinity && most > mostRepetitions)) {
      this.#fail(`more than ${mostRepetitions} repetitions`);
    }
    return [least, most];
  }

  #literal(): Element[] {
    this.#at += 1;
    let text = '';
    while (!this.#take('"')) text += String.fromCodePoint(this.#character());
    return this.#builder.literal(text);
  }

  #class(): Element {
    this.#at += 1;
    const isNegated = this.#take('^');
    const ranges: Range[] = [];
    while (!this.#take(']')) {
      const from = this.#character();
      const isRange = this.#text[this.#at] === '-' && this.#text[this.#at + 1] !== ']';
      if (isRange) this.#at += 1;
      ranges.push([from, isRange ? this.#character() : from]);
    }
    return this.#builder.characters(isNegated ? complement(ranges) : ranges);
  }

  /** A code point, escaped or not. */
  #character(): number {
    const escape = this.#match(/\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))/y);
    if (escape !== undefined) {
      const [, byte, short, long, sign] = escape;
      const digits = byte ?? short ?? long;
      if (digits !== undefined) return Number.parseInt(digits, 16);
      const named = { t: '\t', r: '\r', n: '\n' }[sign!] ?? sign!;
      if (!/[\t\r\n\\"[\]]/.test(named)) this.#fail(`unknown escape "\\${sign}"`);
      return named.codePointAt(0)!;
    }
    const point = this.#text.codePointAt(this.#at);
    if (point === undefined) this.#fail('it ends within a text or a set of characters');
    this.#at += point > 0xffff ? 2 : 1;
    return point;
  }

  #name(): string {
    const name = this.#match(/[a-zA-Z0-9-]+/y)?.[0];
    if (name === undefined) this.#fail('a rule is expected');
    return name;
  }

  /** Comments are space as well. @param lines whether ends of lines are. */
  #skipSpace(lines: boolean): void {
    this.#match(lines ? /(?:[ \t\r\n]|#[^\n]*)*/y : /[ \t]*(?:#[^\n]*)?/y);
  }

  #match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text);
    if (match === null) return undefined;
    this.#at = pattern.lastIndex;
    return match;
  }

  #take(text: string): boolean {
    if (!this.#text.startsWith(text, this.#at)) return false;
    this.#at += text.length;
    return true;
  }

  #fail(reason: string): never {
    const line = this.#text.slice(0, this.#at).split('\n').length;
    throw new TuneloopError(
      'INVALID_REQUEST',
      `The grammar cannot be parsed: ${reason} (line ${line}). It must be GBNF with a rule "root".`,
    );
  }
}

function complement(ranges: readonly Range[]): Range[] {
  const kept: Range[] = [];
  let next = 0;
  for (const [from, to] of ranges.toSorted((a, b) => a[0] - b[0])) {
    if (from > next) kept.push([next, from - 1]);
    next = Math.max(next, to + 1);
  }
  if (next <= lastCodePoint) kept.push([next, lastCodePoint]);
  return kept;
}
