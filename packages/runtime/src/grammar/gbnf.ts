import type { CharacterRange, Expression, Grammar } from './expression.ts';

/**
 * llama.cpp refuses a repetition of more than 2,000 and silently drops an upper limit above that, so longer ones are
 * built from chunks of this size.
 */
const chunkSize = 1000;

/** A larger upper limit is cut to this one: a part of what was allowed, and more than any output has. */
const longestRepetition = 100_000;

/**
 * Writes a grammar in GBNF, llama.cpp's notation.
 * Format: llama.cpp `grammars/README.md` and the parser in `src/llama-grammar.cpp`.
 *
 * @param root the name of the first rule; all the others are named `<root>-<name>` when it is not `root`, so that
 *   several grammars can stand in one text.
 */
export function toGbnf(grammar: Grammar, root = 'root'): string {
  return new GbnfWriter(grammar, root).write();
}

class GbnfWriter {
  readonly #grammar: Grammar;
  readonly #root: string;
  /** Rules that only the notation needs, by their text. */
  readonly #extraRules = new Map<string, string>();

  constructor(grammar: Grammar, root: string) {
    this.#grammar = grammar;
    this.#root = root;
  }

  write(): string {
    const lines = [...this.#grammar.rules].map(
      ([name, expression]) => `${this.#nameOf(name)} ::= ${this.#write(expression)}`,
    );
    const extraLines = [...this.#extraRules].map(([text, name]) => `${name} ::= ${text}`);
    return `${[...lines, ...extraLines].join('\n')}\n`;
  }

  #nameOf(name: string): string {
    if (name === this.#grammar.root) return this.#root;
    return this.#root === 'root' ? name : `${this.#root}-${name}`;
  }

  /** @returns the name of a rule with this text. */
  #extraRule(text: string): string {
    const known = this.#extraRules.get(text);
    if (known !== undefined) return known;
    const name = this.#nameOf(`part-${this.#extraRules.size + 1}`);
    this.#extraRules.set(text, name);
    return name;
  }

  #write(expression: Expression): string {
    switch (expression.type) {
      case 'literal':
        return `"${Array.from(expression.text, writeLiteralCharacter).join('')}"`;
      case 'characters':
        return `[${expression.ranges.map(writeRange).join('')}]`;
      case 'sequence':
        return expression.items.map((item) => this.#writeItem(item)).join(' ');
      case 'choice':
        return expression.options.map((option) => this.#writeOption(option)).join(' | ');
      case 'repeat':
        return this.#writeRepeat(expression.item, expression.min, expression.max);
      case 'rule':
        return this.#nameOf(expression.name);
    }
  }

  #writeItem(item: Expression): string {
    return item.type === 'choice' ? `(${this.#write(item)})` : this.#write(item);
  }

  #writeOption(option: Expression): string {
    return option.type === 'choice' ? `(${this.#write(option)})` : this.#write(option);
  }

  #writeRepeat(item: Expression, min: number, max: number): string {
    const text = this.#write(item);
    const isSymbol = item.type === 'literal' || item.type === 'characters' || item.type === 'rule';
    if (isSymbol) return this.#repeatSymbol(text, min, max);
    // The parser counts the rules within a group against its limit for repetitions; a named rule counts as one.
    return max === 1 ? `(${text})?` : this.#repeatSymbol(this.#extraRule(text), min, max);
  }

  #repeatSymbol(symbol: string, min: number, max: number): string {
    if (min === 0 && max === 1) return `${symbol}?`;
    if (max === Infinity) {
      if (min <= 1) return symbol + (min === 0 ? '*' : '+');
      return min <= chunkSize ? `${symbol}{${min},}` : `${this.#exactly(symbol, min)} ${symbol}*`;
    }
    const most = Math.min(max, Math.max(min, longestRepetition));
    if (most <= chunkSize) return `${symbol}{${min === most ? min : `${min},${most}`}}`;
    return [this.#exactly(symbol, min), this.#atMost(symbol, most - min)].filter(Boolean).join(' ');
  }

  #exactly(symbol: string, count: number): string {
    if (count === 0) return '';
    if (count <= chunkSize) return `${symbol}{${count}}`;
    const chunk = this.#extraRule(`${symbol}{${chunkSize}}`);
    const parts = [this.#exactly(chunk, Math.floor(count / chunkSize)), this.#exactly(symbol, count % chunkSize)];
    return parts.filter(Boolean).join(' ');
  }

  /** A whole chunk with more behind it, or less than a chunk: a matcher follows two paths at the most. */
  #atMost(symbol: string, count: number): string {
    if (count === 0) return '';
    if (count <= chunkSize) return `${symbol}{0,${count}}`;
    const chunk = this.#extraRule(`${symbol}{${chunkSize}}`);
    let rest = this.#atMost(symbol, count % chunkSize);
    for (let chunks = Math.floor(count / chunkSize); chunks > 0; chunks -= 1) {
      rest = this.#extraRule(`${chunk} ${rest} | ${symbol}{0,${chunkSize - 1}}`);
    }
    return rest;
  }
}

function writeLiteralCharacter(character: string): string {
  if (character === '"' || character === '\\') return `\\${character}`;
  if (character === '\n') return '\\n';
  const point = character.codePointAt(0)!;
  return point < 0x20 || point === 0x7f ? writeCodePoint(point) : character;
}

function writeRange({ from, to }: CharacterRange): string {
  return from === to ? writeClassCharacter(from) : `${writeClassCharacter(from)}-${writeClassCharacter(to)}`;
}

function writeClassCharacter(point: number): string {
  const character = String.fromCodePoint(point);
  return /^[A-Za-z0-9]$/.test(character) ? character : writeCodePoint(point);
}

function writeCodePoint(point: number): string {
  const hex = point.toString(16).toUpperCase();
  if (point <= 0xff) return `\\x${hex.padStart(2, '0')}`;
  return point <= 0xffff ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`;
}
