import { throwIfAborted, TuneloopError } from '@tuneloop/protocol';
import type { TokenCounter } from '../statistics/dataset-statistics.ts';

export interface ChunkOptions {
  /** No chunk has more. */
  maxTokens: number;
  /** How much of a chunk's end the next one repeats, at most. Default 0. */
  overlapTokens?: number | undefined;
  countTokens: TokenCounter;
  signal?: AbortSignal | undefined;
}

/** `text` is that of the source from `start` to `end`, in UTF-16 units. */
export interface Chunk {
  text: string;
  start: number;
  end: number;
  tokens: number;
}

interface Piece {
  start: number;
  end: number;
  tokens: number;
}

/**
 * Cuts a long text where it hurts least: between paragraphs, else between sentences (Intl.Segmenter), else words, else
 * characters. The chunks hold the whole text, in order.
 *
 * Errors: `INVALID_REQUEST` (limits; a character that has more tokens than a chunk may), `ABORTED`.
 */
export async function* chunkText(text: string, options: ChunkOptions): AsyncGenerator<Chunk> {
  const { maxTokens, overlapTokens = 0, countTokens } = options;
  if (!(maxTokens >= 1 && overlapTokens >= 0 && overlapTokens < maxTokens)) {
    throw new TuneloopError(
      'INVALID_REQUEST',
      `A chunk needs at least one token, and more than it repeats; these are ${maxTokens} and ${overlapTokens}.`,
    );
  }
  let gathered: Piece[] = [];
  const sum = (pieces: readonly Piece[]): number => pieces.reduce((total, { tokens }) => total + tokens, 0);

  /** What fits of the gathered pieces as one chunk: together they may have more tokens than each on its own. */
  const take = async (): Promise<Chunk> => {
    for (let count = gathered.length; ; count -= 1) {
      const start = gathered[0]!.start;
      const end = gathered[count - 1]!.end;
      const tokens = await countTokens(text.slice(start, end));
      if (tokens > maxTokens && count > 1) continue;
      const rest = gathered.slice(count);
      gathered = [...tail(gathered.slice(0, count), overlapTokens), ...rest];
      return { text: text.slice(start, end), start, end, tokens };
    }
  };
  let covered = 0;
  for await (const piece of pieces(text, { start: 0, end: text.length, tokens: Infinity }, 0, options)) {
    throwIfAborted(options.signal);
    while (gathered.length > 0 && sum(gathered) + piece.tokens > maxTokens) {
      // What only repeats the last chunk's end makes room.
      if (gathered.at(-1)!.end <= covered) gathered.shift();
      else {
        const chunk = await take();
        covered = chunk.end;
        yield chunk;
      }
    }
    gathered.push(piece);
  }
  while (gathered.length > 0 && gathered.at(-1)!.end > covered) {
    const chunk = await take();
    covered = chunk.end;
    yield chunk;
  }
}

/** The last pieces that have no more than so many tokens together, never all of them. */
function tail(pieces: readonly Piece[], tokens: number): Piece[] {
  let first = pieces.length;
  let sum = 0;
  while (first > 1 && sum + pieces[first - 1]!.tokens <= tokens) {
    first -= 1;
    sum += pieces[first]!.tokens;
  }
  return pieces.slice(first);
}

const cuts: readonly ((text: string) => Iterable<string>)[] = [
  (text) => text.split(/(?<=\n[^\S\n]*\n)(?=\S)/),
  segments('sentence'),
  segments('word'),
  segments('grapheme'),
];

/** The largest parts of a piece that fit into a chunk. */
async function* pieces(text: string, whole: Piece, level: number, options: ChunkOptions): AsyncGenerator<Piece> {
  const cut = cuts[level];
  if (!cut) {
    throw new TuneloopError(
      'INVALID_REQUEST',
      `A single character has ${whole.tokens} tokens, more than a chunk may. Raise the limit of ${options.maxTokens}.`,
    );
  }
  let start = whole.start;
  for (const part of cut(text.slice(whole.start, whole.end))) {
    throwIfAborted(options.signal);
    const piece = { start, end: start + part.length, tokens: await options.countTokens(part) };
    start = piece.end;
    if (piece.tokens <= options.maxTokens) yield piece;
    else yield* pieces(text, piece, level + 1, options);
  }
}

function segments(granularity: 'sentence' | 'word' | 'grapheme'): (text: string) => Iterable<string> {
  const segmenter = new Intl.Segmenter('und', { granularity });
  return function* (text) {
    let last = '';
    for (const { segment } of segmenter.segment(text)) {
      // White space goes with what stands before it.
      if (last !== '' && segment.trim() !== '') {
        yield last;
        last = '';
      }
      last += segment;
    }
    if (last !== '') yield last;
  };
}
