/** One step of an alternative: a byte out of a set, or another rule. */
export type Element = { type: 'byte'; allowed: Uint8Array } | { type: 'rule'; rule: number };

/** Rules over bytes: each is a choice of sequences. */
export interface ByteGrammar {
  root: number;
  rules: readonly (readonly (readonly Element[])[])[];
}

/** A choice of sequences while it is being put together. */
type Alternatives = Element[][];

/** Collects rules; those that stand for the same characters are made once. */
export class ByteGrammarBuilder {
  readonly #rules: Alternatives[] = [];
  readonly #classes = new Map<string, Element>();

  /** @returns the number of a rule that is yet to be defined. */
  declare(): number {
    return this.#rules.push([]) - 1;
  }

  define(rule: number, alternatives: Alternatives): void {
    this.#rules[rule] = alternatives;
  }

  rule(alternatives: Alternatives): Element {
    const rule = this.declare();
    this.define(rule, alternatives);
    return { type: 'rule', rule };
  }

  literal(text: string): Element[] {
    return Array.from(new TextEncoder().encode(text), (byte) => ({ type: 'byte', allowed: byteSet([[byte, byte]]) }));
  }

  /** One character out of ranges of code points, as UTF-8. */
  characters(ranges: readonly (readonly [from: number, to: number])[]): Element {
    const key = ranges.map(([from, to]) => `${from}-${to}`).join(' ');
    const known = this.#classes.get(key);
    if (known !== undefined) return known;
    const element = this.#characters(ranges);
    this.#classes.set(key, element);
    return element;
  }

  build(root: number): ByteGrammar {
    return { root, rules: this.#rules };
  }

  #characters(ranges: readonly (readonly [from: number, to: number])[]): Element {
    const sequences = ranges.flatMap(([from, to]) => utf8Sequences(from, to));
    const single = sequences.filter(({ length }) => length === 1).map(([range]) => range!);
    const longer = sequences.filter(({ length }) => length > 1);
    const first: Element = { type: 'byte', allowed: byteSet(single) };
    if (longer.length === 0) return first;
    const alternatives = longer.map((sequence) =>
      sequence.map((range): Element => ({ type: 'byte', allowed: byteSet([range]) })),
    );
    return this.rule(single.length === 0 ? alternatives : [[first], ...alternatives]);
  }
}

type ByteRange = readonly [from: number, to: number];

function byteSet(ranges: readonly ByteRange[]): Uint8Array {
  const set = new Uint8Array(256);
  for (const [from, to] of ranges) set.fill(1, from, to + 1);
  return set;
}

/** Code points whose UTF-8 has the same length; halves of UTF-16 pairs have none. */
const lengths: readonly ByteRange[] = [
  [0x0, 0x7f],
  [0x80, 0x7ff],
  [0x800, 0xd7ff],
  [0xe000, 0xffff],
  [0x10000, 0x10ffff],
];

/** The UTF-8 of all code points from `from` to `to`, as sequences of ranges of bytes. */
function utf8Sequences(from: number, to: number): ByteRange[][] {
  return lengths.flatMap(([first, last]) => {
    const [low, high] = [Math.max(from, first), Math.min(to, last)];
    return low > high ? [] : split(encode(low), encode(high));
  });
}

/** Both of one length. Where a byte is not the same in both, those between have all that can follow. */
function split(low: readonly number[], high: readonly number[]): ByteRange[][] {
  const [a, b] = [low[0]!, high[0]!];
  if (low.length === 1) return [[[a, b]]];
  const [restLow, restHigh] = [low.slice(1), high.slice(1)];
  if (a === b) return split(restLow, restHigh).map((sequence) => [[a, a], ...sequence]);
  const lowest = restLow.map(() => 0x80);
  const highest = restHigh.map(() => 0xbf);
  const lowIsWhole = restLow.every((byte) => byte === 0x80);
  const highIsWhole = restHigh.every((byte) => byte === 0xbf);
  const sequences: ByteRange[][] = [];
  const prefixed = (range: ByteRange, rests: ByteRange[][]): void => {
    for (const rest of rests) sequences.push([range, ...rest]);
  };
  if (!lowIsWhole) prefixed([a, a], split(restLow, highest));
  const [from, to] = [lowIsWhole ? a : a + 1, highIsWhole ? b : b - 1];
  if (from <= to) prefixed([from, to], [lowest.map((byte, at): ByteRange => [byte, highest[at]!])]);
  if (!highIsWhole) prefixed([b, b], split(lowest, restHigh));
  return sequences;
}

function encode(point: number): number[] {
  return [...new TextEncoder().encode(String.fromCodePoint(point))];
}
