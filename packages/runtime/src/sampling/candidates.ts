/** Tokens that may be drawn, the likeliest first. */
export interface Candidates {
  tokens: Int32Array;
  logits: Float32Array;
}

/** @returns the `count` likeliest tokens; those with a logit of -Infinity are none. */
export function likeliest(logits: Float32Array, count: number): Candidates {
  return count >= logits.length / 8 ? allSorted(logits, count) : fromHeap(logits, count);
}

/** More than any vocabulary has; with the 32 bits of a logit it makes a whole number that a double holds exactly. */
const tokenBound = 2 ** 21;

/** Numbers are sorted natively: with a function that compares them a large vocabulary takes ten times as long. */
function allSorted(logits: Float32Array, count: number): Candidates {
  const bits = new Uint32Array(logits.buffer, logits.byteOffset, logits.length);
  const keys = new Float64Array(logits.length);
  let found = 0;
  for (let token = 0; token < logits.length; token += 1) {
    if (logits[token] === -Infinity) continue;
    const sign = bits[token]! >>> 31;
    // Falling with the logit: what is negative has its bits in that order already, but for the sign.
    const rank = sign === 1 ? bits[token]! : 0x7fff_ffff - bits[token]!;
    keys[found++] = rank * tokenBound + token;
  }
  const sorted = keys.subarray(0, found).toSorted().subarray(0, count);
  const tokens = new Int32Array(sorted.length);
  const values = new Float32Array(sorted.length);
  for (let place = 0; place < sorted.length; place += 1) {
    const token = sorted[place]! % tokenBound;
    tokens[place] = token;
    values[place] = logits[token]!;
  }
  return { tokens, logits: values };
}

/** A heap whose top is the least likely of those that are kept. */
function fromHeap(logits: Float32Array, count: number): Candidates {
  const heap: number[] = [];
  // Of two that are as likely the first is the better one, as it would be in a search for the largest.
  const isWorse = (a: number, b: number): boolean => logits[a]! < logits[b]! || (logits[a] === logits[b] && a > b);
  for (let token = 0; token < logits.length; token += 1) {
    if (logits[token] === -Infinity) continue;
    if (heap.length < count) {
      heap.push(token);
      for (let at = heap.length - 1; at > 0;) {
        const parent = (at - 1) >> 1;
        if (!isWorse(heap[at]!, heap[parent]!)) break;
        [heap[at], heap[parent]] = [heap[parent]!, heap[at]!];
        at = parent;
      }
    } else if (count > 0 && logits[token]! > logits[heap[0]!]!) {
      heap[0] = token;
      sink(heap, isWorse);
    }
  }
  return candidates(
    heap.toSorted((a, b) => logits[b]! - logits[a]! || a - b),
    logits,
  );
}

function sink(heap: number[], isWorse: (a: number, b: number) => boolean): void {
  for (let at = 0; ;) {
    const [left, right] = [2 * at + 1, 2 * at + 2];
    let worst = at;
    if (left < heap.length && isWorse(heap[left]!, heap[worst]!)) worst = left;
    if (right < heap.length && isWorse(heap[right]!, heap[worst]!)) worst = right;
    if (worst === at) return;
    [heap[at], heap[worst]] = [heap[worst]!, heap[at]!];
    at = worst;
  }
}

function candidates(tokens: readonly number[], logits: Float32Array): Candidates {
  return { tokens: Int32Array.from(tokens), logits: Float32Array.from(tokens, (token) => logits[token]!) };
}

/** The likeliest token; the first of those that are as likely; -1 when none can be drawn. */
export function argmax(logits: Float32Array): number {
  let best = -1;
  let highest = -Infinity;
  for (let token = 0; token < logits.length; token += 1) {
    if (logits[token]! > highest) {
      highest = logits[token]!;
      best = token;
    }
  }
  return best;
}
