import { TuneloopError } from '@tuneloop/protocol';

export interface Token {
  id: number;
  /** UTF-8; characters outside the basic plane take two tokens, so that a token may hold a part of a character. */
  bytes: Uint8Array;
}

const encoder = new TextEncoder();
const pieces = /\s?[\p{L}\p{M}\p{N}_]+|[\s\S]/gu;

/** Texts of tokens by id, as far as they were seen. */
const vocabulary = new Map<number, Token>();

/** Splits text into words (each with the space before it) and single other characters. */
export function tokenize(text: string): Token[] {
  return Array.from(text.matchAll(pieces), ([piece]) => encoder.encode(piece)).flatMap((bytes) =>
    bytes.length === 4 && bytes[0]! >= 0xf0
      ? [tokenFromBytes(bytes.subarray(0, 2)), tokenFromBytes(bytes.subarray(2))]
      : tokenFromBytes(bytes),
  );
}

/** Errors: `INVALID_REQUEST` for an id that no text has had. */
export function tokenOf(id: number): Token {
  const token = vocabulary.get(id);
  if (token) return token;
  throw new TuneloopError(
    'INVALID_REQUEST',
    `The scripted engine has not seen token ${id} in any text yet. Send text.`,
  );
}

/** The text of tokens; what is no whole character becomes U+FFFD. */
export function detokenize(tokens: readonly Token[]): string {
  return Buffer.concat(tokens.map(({ bytes }) => bytes)).toString();
}

/** The token that writes `bytes`. */
export function tokenFromBytes(bytes: Uint8Array): Token {
  const id = hash(bytes);
  const known = vocabulary.get(id);
  if (known) return known;
  const token = { id, bytes };
  vocabulary.set(id, token);
  return token;
}

/** FNV-1a, without the sign bit: the same text has the same id in every process. */
export function hash(bytes: Iterable<number>): number {
  let state = 0x811c9dc5;
  for (const byte of bytes) state = Math.imul(state ^ byte, 0x01000193);
  return state >>> 1;
}
