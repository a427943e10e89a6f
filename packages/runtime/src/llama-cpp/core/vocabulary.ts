import { byteLevelBytes, sentencePieceBytes, spaceMark } from '../../hosting/token-bytes.ts';
import type { PromptSegment } from '../../template/index.ts';
import type { NativeModel } from './binding.ts';
import { Utf8Tokens } from './utf8-tokens.ts';

/** llama.cpp's `LLAMA_VOCAB_TYPE_*`. */
const sentencePiece = 1;
const bytePairEncoding = 2;
/** llama.cpp's `LLAMA_TOKEN_ATTR_*`. */
const attributeUnused = 1 << 1;
const attributeControl = 1 << 3;
const attributeUserDefined = 1 << 4;

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
  readonly utf8: Utf8Tokens;
  /** As `bytes`, and as `controlText` where it has none: what a reader of single tokens wants to see. */
  piece(token: number): Uint8Array;
  /** With the token that begins a sequence, where the model wants one. */
  tokenize(segments: readonly PromptSegment[]): number[];
  /** @param begin put the token that begins a sequence in front where the model wants one. */
  tokenizeText(text: string, options: { begin: boolean; control: boolean }): number[];
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
  const bytes = (token: number): Uint8Array => {
    let known = cache.get(token);
    if (known === undefined) cache.set(token, (known = bytesOf(token)));
    return known;
  };
  const controlText = (token: number): string => (hasNoText(model, token) ? model.getTokenString(token) : '');
  const begun = (tokens: number[]): number[] => {
    if (model.shouldPrependBosToken() && bos >= 0 && tokens[0] !== bos) tokens.unshift(bos);
    return tokens;
  };
  return {
    controlTexts,
    bosText: textOf(model, bos),
    eosText: textOf(model, model.tokenEos()),
    isEnd: (token) => model.isEogToken(token),
    size,
    bytes,
    controlText,
    utf8: new Utf8Tokens(size, bytesOf),
    piece(token) {
      const text = controlText(token);
      return text === '' ? bytes(token) : new TextEncoder().encode(text);
    },
    tokenize(segments) {
      const tokens: number[] = [];
      for (const { text, control } of segments) {
        if (text !== '') for (const token of model.tokenize(text, control)) tokens.push(token);
      }
      return begun(tokens);
    },
    tokenizeText(text, { begin, control }) {
      const tokens = text === '' ? [] : Array.from(model.tokenize(text, control));
      return begin ? begun(tokens) : tokens;
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
  if (type !== sentencePiece && type !== bytePairEncoding) {
    return (token) => encoder.encode(hasNoText(model, token) ? '' : model.detokenize(Uint32Array.of(token), false));
  }
  // Some tokenisers that merge pairs, such as Gemma 4's, write text as SentencePiece does.
  const marksSpaces = type === sentencePiece || writesSpaceMark(model);
  return (token) => {
    if (hasNoText(model, token)) return new Uint8Array();
    const text = model.getTokenString(token);
    // Added as it stands, `ü` in DeepSeek's first vocabularies as well as `<tool_call>`.
    if ((model.getTokenAttributes(token) & attributeUserDefined) !== 0) return encoder.encode(text);
    if (!marksSpaces) return byteLevelBytes(text) ?? encoder.encode(text);
    return sentencePieceBytes(text);
  };
}

function writesSpaceMark(model: NativeModel): boolean {
  return Array.from(model.tokenize('a b', false)).some((token) => model.getTokenString(token).includes(spaceMark));
}
