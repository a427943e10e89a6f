import type { Tokenizer } from '@huggingface/tokenizers';
import { TuneloopError } from '@tuneloop/protocol';

/** What a model reads of one text, or of two. */
export interface EncoderInput {
  ids: number[];
  /** Which of two texts a token belongs to, for models that want to be told. */
  types: number[];
}

interface Part {
  ids: readonly number[];
  types: readonly number[];
}

/** The special tokens that a tokenizer puts around texts: before the first, behind each. */
export class TextFrame {
  readonly #single: readonly Part[];
  readonly #pair: readonly Part[];
  readonly #typeOfSecond: number;

  private constructor(single: readonly Part[], pair: readonly Part[], typeOfSecond: number) {
    this.#single = single;
    this.#pair = pair;
    this.#typeOfSecond = typeOfSecond;
  }

  /** Errors: `MODEL_LOAD_FAILED` for a tokenizer that cannot even read a letter. */
  static of(tokenizer: Pick<Tokenizer, 'encode'>): TextFrame {
    const [first, second] = ['a', 'b'];
    const plain = (text: string): number[] => tokenizer.encode(text, { add_special_tokens: false }).ids;
    const framed = (pair: string | null): EncoderInput => {
      const { ids, token_type_ids: types } = tokenizer.encode(first, { text_pair: pair, return_token_type_ids: true });
      return { ids, types: (types as number[] | undefined) ?? ids.map(() => 0) };
    };
    const pair = framed(second);
    const pairParts = partsBetween(pair, [plain(first), plain(second)]);
    const typeOfSecond = pair.types[pairParts[0]!.ids.length + plain(first).length + pairParts[1]!.ids.length]!;
    return new TextFrame(partsBetween(framed(null), [plain(first)]), pairParts, typeOfSecond);
  }

  /** @param text its tokens; special tokens that they have around them already are not put there again. */
  single(text: readonly number[]): EncoderInput {
    const [begin, end] = this.#single as [Part, Part];
    const isFramed =
      begin.ids.every((id, place) => text[place] === id) &&
      end.ids.every((id, place) => text.at(place - end.ids.length) === id);
    if (isFramed && text.length > begin.ids.length + end.ids.length)
      return { ids: [...text], types: text.map(() => 0) };
    return joined([begin, { ids: text, types: text.map(() => 0) }, end]);
  }

  pair(first: readonly number[], second: readonly number[]): EncoderInput {
    const [begin, middle, end] = this.#pair as [Part, Part, Part];
    return joined([
      begin,
      { ids: first, types: first.map(() => 0) },
      middle,
      { ids: second, types: second.map(() => this.#typeOfSecond) },
      end,
    ]);
  }
}

/** What stands before, between and behind texts. */
function partsBetween({ ids, types }: EncoderInput, texts: readonly number[][]): Part[] {
  const parts: Part[] = [];
  let from = 0;
  for (const text of texts) {
    const at = ids.findIndex((_id, place) => place >= from && text.every((id, next) => ids[place + next] === id));
    if (at === -1 || text.length === 0) {
      throw new TuneloopError('MODEL_LOAD_FAILED', "The model's tokenizer cannot be used: it has no letters.");
    }
    parts.push({ ids: ids.slice(from, at), types: types.slice(from, at) });
    from = at + text.length;
  }
  return [...parts, { ids: ids.slice(from), types: types.slice(from) }];
}

function joined(parts: readonly Part[]): EncoderInput {
  return { ids: parts.flatMap(({ ids }) => ids), types: parts.flatMap(({ types }) => types) };
}
