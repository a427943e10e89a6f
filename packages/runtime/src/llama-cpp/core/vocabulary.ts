import type { PromptSegment } from '../../template/index.ts';
import type { NativeModel } from './binding.ts';

/** llama.cpp's `LLAMA_VOCAB_TYPE_*`. */
const sentencePiece = 1;
const bytePairEncoding = 2;
/** llama.cpp's `LLAMA_TOKEN_ATTR_*`. */
const attributeUnused = 1 << 1;
const attributeControl = 1 << 3;

export interface Vocabulary {
  /** Texts of all control tokens, longest first. */
  readonly controlTexts: string[];
  readonly bosText: string;
  readonly eosText: string;
  /** Ends a generation. */
  isEnd(token: number): boolean;
  /** Number of tokens; ids are from 0. */
  readonly size: number;
  /** UTF-8 of the token as it stands in running text; empty for control tokens. */
  bytes(token: number): Uint8Array;
  /** What a control token is written as (`<|im_end|>`); empty for tokens that have a text of their own. */
  controlText(token: number): string;
  tokenize(segments: readonly PromptSegment[]): number[];
}

export function createVocabulary(model: NativeModel, size: number): Vocabulary {
  const controlTexts: string[] = [];
  for (let token = 0; token < size; token++) {
    if (isControl(model.getTokenAttributes(token))) {
      const text = model.getTokenString(token);
      if (text !== '') controlTexts.push(text);
    }
  }
  controlTexts.sort((a, b) => b.length - a.length);
  const bytesOf = tokenBytes(model);
  const cache = new Map<number, Uint8Array>();
  const bos = model.tokenBos();
  return {
    controlTexts,
    bosText: textOf(model, bos),
    eosText: textOf(model, model.tokenEos()),
    isEnd: (token) => model.isEogToken(token),
    size,
    controlText: (token) => (hasNoText(model, token) ? model.getTokenString(token) : ''),
    bytes(token) {
      let bytes = cache.get(token);
      if (bytes === undefined) cache.set(token, (bytes = bytesOf(token)));
      return bytes;
    },
    tokenize(segments) {
      const tokens: number[] = [];
      for (const { text, control } of segments) {
        if (text !== '') for (const token of model.tokenize(text, control)) tokens.push(token);
      }
      if (model.shouldPrependBosToken() && bos >= 0 && tokens[0] !== bos) tokens.unshift(bos);
      return tokens;
    },
  };
}

function isControl(attributes: number): boolean {
  return (attributes & (attributeControl | attributeUnused)) !== 0;
}

function hasNoText(model: NativeModel, token: number): boolean {
  return isControl(model.getTokenAttributes(token)) || model.isEogToken(token);
}

function textOf(model: NativeModel, token: number): string {
  return token < 0 ? '' : model.getTokenString(token);
}

/**
 * Detokenising one token at a time loses bytes of split characters and SentencePiece's leading spaces, so the bytes are
 * read from the vocabulary's own notation where it is known.
 */
function tokenBytes(model: NativeModel): (token: number) => Uint8Array {
  const encoder = new TextEncoder();
  const type = model.getVocabularyType();
  return (token) => {
    if (hasNoText(model, token)) return new Uint8Array();
    const text = model.getTokenString(token);
    if (type === bytePairEncoding) return byteLevelBytes(text) ?? encoder.encode(text);
    if (type === sentencePiece) {
      const byte = /^<0x([0-9A-F]{2})>$/.exec(text)?.[1];
      if (byte !== undefined) return Uint8Array.of(Number.parseInt(byte, 16));
      return encoder.encode(text.replaceAll('\u2581', ' '));
    }
    return encoder.encode(model.detokenize(Uint32Array.of(token), false));
  };
}

/** Byte-level BPE writes each byte as a printable character (GPT-2's table); this is the way back. */
const byteOfCharacter: ReadonlyMap<number, number> = (() => {
  const table = new Map<number, number>();
  let next = 256;
  for (let byte = 0; byte < 256; byte++) {
    const printable = (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174;
    table.set(printable ? byte : next++, byte);
  }
  return table;
})();

/** `undefined` when `text` is not in byte-level notation (tokens that were added as plain text). */
function byteLevelBytes(text: string): Uint8Array | undefined {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) {
    const byte = byteOfCharacter.get(text.charCodeAt(i));
    if (byte === undefined) return undefined;
    bytes[i] = byte;
  }
  return bytes;
}
