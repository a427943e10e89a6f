const plain = /^[\0-\u007F]*$/;
const plainWord = /[a-z0-9_]+/g;
/** Scripts without spaces between words: each character counts as one, with no dictionary that changes with its version. */
const unspaced = ['Han', 'Hiragana', 'Katakana', 'Thai', 'Lao', 'Khmer', 'Myanmar', 'Tibetan'];
const unspacedSet = unspaced.map((script) => String.raw`\p{Script=${script}}`).join('');
const anyWord = new RegExp(String.raw`[${unspacedSet}]|[[\p{L}\p{M}\p{N}_]--[${unspacedSet}]]+`, 'gv');

/**
 * 32-bit hashes of all runs of `size` words (Broder's shingles). A text of fewer words is one shingle; punctuation and what
 * stands between words is passed over.
 *
 * @param text as `normalizedForComparison` gives it
 * @param column whose shingles are none of other columns
 */
export function shingleHashes(text: string, size: number, column = ''): Int32Array {
  const words = text.match(plain.test(text) ? plainWord : anyWord) ?? [];
  const hashes = new Int32Array(words.length);
  for (const [index, word] of words.entries()) hashes[index] = hashOf(word);
  const salt = column === '' ? 0 : hashOf(column);
  const width = Math.min(size, words.length);
  if (width === 0) return hashes;
  const shingles = hashes.subarray(0, words.length - width + 1);
  // In place: a shingle needs its own word and later ones alone.
  for (let first = 0; first < shingles.length; first++) {
    let hash = salt;
    for (let offset = 0; offset < width; offset++) hash = mixed((Math.imul(hash, 31) + hashes[first + offset]!) | 0);
    shingles[first] = hash;
  }
  return shingles;
}

/** FNV-1a over UTF-16 units. */
function hashOf(word: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < word.length; index++) hash = Math.imul(hash ^ word.charCodeAt(index), 0x01000193);
  return hash;
}

/** MurmurHash3's finalizer: every bit of the result depends on every bit of the input. */
export function mixed(hash: number): number {
  let bits = hash ^ (hash >>> 16);
  bits = Math.imul(bits, 0x85ebca6b);
  bits ^= bits >>> 13;
  bits = Math.imul(bits, 0xc2b2ae35);
  return bits ^ (bits >>> 16);
}
