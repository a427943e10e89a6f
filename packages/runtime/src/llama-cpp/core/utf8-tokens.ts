/**
 * Second bytes where not all of 80 to BF may follow the first; others would write a character longer than needed, half
 * of a UTF-16 pair, or something beyond Unicode.
 *
 * Source: The Unicode Standard, table 3-7.
 */
const secondBytes: ReadonlyMap<number, readonly [from: number, to: number]> = new Map([
  [0xe0, [0xa0, 0xbf]],
  [0xed, [0x80, 0x9f]],
  [0xf0, [0x90, 0xbf]],
  [0xf4, [0x80, 0x8f]],
]);

interface Scan {
  outside: number[];
  /** By the byte before; those of `outside` are not in it. */
  after: Map<number, number[]>;
}

/** Which tokens cannot stand in UTF-8. The vocabulary is gone through at the first question. */
export class Utf8Tokens {
  readonly #size: number;
  readonly #bytes: (token: number) => Uint8Array;
  #scan: Scan | undefined;

  /** @param size of the vocabulary. @param bytes of a token; nothing of them is kept. */
  constructor(size: number, bytes: (token: number) => Uint8Array) {
    this.#size = size;
    this.#bytes = bytes;
  }

  /** Wherever they stand. */
  get outside(): readonly number[] {
    return this.#scanned().outside;
  }

  /** Besides these, right behind `lastByte`, which begins a character; mostly none. */
  outsideAfter(lastByte: number | undefined): readonly number[] {
    if (lastByte === undefined || !secondBytes.has(lastByte)) return [];
    return this.#scanned().after.get(lastByte) ?? [];
  }

  #scanned(): Scan {
    this.#scan ??= scan(this.#size, this.#bytes);
    return this.#scan;
  }
}

function scan(size: number, bytesOf: (token: number) => Uint8Array): Scan {
  const outside: number[] = [];
  const after = new Map<number, number[]>(Array.from(secondBytes.keys(), (lead) => [lead, []]));
  for (let token = 0; token < size; token++) {
    const bytes = bytesOf(token);
    const [first] = bytes;
    if (bytes.some((byte, place) => isNever(byte) || (place > 0 && cannotFollow(bytes[place - 1]!, byte)))) {
      outside.push(token);
    } else if (first !== undefined && isContinuation(first)) {
      for (const [lead, tokens] of after) if (cannotFollow(lead, first)) tokens.push(token);
    }
  }
  return { outside, after };
}

/** Begins a character longer than needed, or one beyond Unicode. */
function isNever(byte: number): boolean {
  return byte === 0xc0 || byte === 0xc1 || byte >= 0xf5;
}

function isContinuation(byte: number): boolean {
  return byte >= 0x80 && byte <= 0xbf;
}

/** What llama.cpp's grammars do not see for themselves. */
function cannotFollow(lead: number, byte: number): boolean {
  const range = secondBytes.get(lead);
  return range !== undefined && isContinuation(byte) && (byte < range[0] || byte > range[1]);
}
