/** A JSON value and how many characters it has as JSON; `cut` when something is missing of it. */
export interface BoundValue {
  value: unknown;
  characters: number;
  cut: boolean;
}

/**
 * A value whose JSON has at most about `most` characters: long texts and lists lose their ends, and what is short stays
 * whole, whatever stands before it.
 */
export function boundValue(value: unknown, most: number): BoundValue {
  const characters = lengthOf(value);
  if (characters <= most) return { value, characters, cut: false };
  return { value: shorten(value, most, 0), characters, cut: true };
}

const deepest = 64;

function shorten(value: unknown, budget: number, depth: number): unknown {
  if (lengthOf(value) <= budget) return value;
  if (typeof value === 'string') return shortenText(value, budget);
  if (typeof value !== 'object' || value === null || depth > deepest) return null;
  if (Array.isArray(value)) return shortenList(value, budget, depth);
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  const shares = shareOut(
    entries.map(([key, item]) => lengthOf(key) + lengthOf(item) + 2),
    budget - 2,
  );
  return Object.fromEntries(
    entries.flatMap(([key, item], index): [string, unknown][] => {
      const share = shares[index]! - lengthOf(key) - 2;
      return share < 4 ? [] : [[key, shorten(item, share, depth + 1)]];
    }),
  );
}

/** Whole items, and of the first that does not fit what is left room for, if that is worth while. */
function shortenList(list: readonly unknown[], budget: number, depth: number): unknown[] {
  const kept: unknown[] = [];
  let left = budget - 2;
  for (const item of list) {
    const length = lengthOf(item) + 1;
    if (length > left) {
      if (kept.length === 0 && left > 20) kept.push(shorten(item, left - 1, depth + 1));
      break;
    }
    kept.push(item);
    left -= length;
  }
  return kept;
}

function shortenText(text: string, budget: number): string {
  // Characters that JSON escapes count up to six times, so that the cut has to be looked for.
  let low = 0;
  let high = Math.min(text.length, Math.max(budget, 0));
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (lengthOf(text.slice(0, middle)) <= budget) low = middle;
    else high = middle - 1;
  }
  // Not between the halves of a character.
  return text.slice(0, low).replace(/[\uD800-\uDBFF]$/u, '');
}

/** Gives each its length as long as that is not more than an equal share of what is left. */
function shareOut(lengths: readonly number[], budget: number): number[] {
  const shares = lengths.map(() => 0);
  let left = budget;
  const order = lengths.map((length, index) => ({ length, index })).toSorted((a, b) => a.length - b.length);
  for (const [position, { length, index }] of order.entries()) {
    const share = Math.min(length, Math.floor(left / (order.length - position)));
    shares[index] = share;
    left -= share;
  }
  return shares;
}

function lengthOf(value: unknown): number {
  return (JSON.stringify(value) ?? '').length;
}
