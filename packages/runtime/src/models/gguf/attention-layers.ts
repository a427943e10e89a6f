import type { GgufHeader } from './gguf-header.ts';

/** One layer's share of the KV cache. */
export interface AttentionLayer {
  /** Numbers that one token adds to the cache, keys and values together; 0 where the layer keeps none. */
  kvNumbersPerToken: number;
  /** Tokens that the layer looks back, when it does not see the whole context. */
  window?: number;
}

/** Every so many layers one sees the whole context, where the file itself does not tell (llama.cpp's `set_swa_pattern`). */
const windowPatterns: Readonly<Record<string, number>> = {
  gemma2: 2,
  gemma3: 6,
  gemma3n: 5,
  cohere2: 4,
  exaone4: 4,
  'gpt-oss': 2,
  llama4: 4,
  olmo2: 4,
};

/** Encoders see a text as a whole and keep no cache. */
const encoders = /bert|t5encoder|gemma-embedding|eurobert/;

/**
 * The layers of a decoder, with grouped-query attention (a number of key-value heads for all layers or for each), key
 * and value lengths of their own, sliding windows, layers that share another's cache, and recurrent layers.
 */
export function attentionLayers(header: GgufHeader, architecture: string): AttentionLayer[] {
  const key = (name: string): string => `${architecture}.${name}`;
  const layers = header.number(key('block_count')) ?? 0;
  if (encoders.test(architecture)) return Array.from({ length: layers }, () => ({ kvNumbersPerToken: 0 }));
  const headCounts = header.numbers(key('attention.head_count'));
  const kvHeadCounts = header.numbers(key('attention.head_count_kv')) ?? headCounts;
  const embedding = header.number(key('embedding_length')) ?? 0;
  const isWindowed = windowedLayers(header, architecture);
  const window = header.number(key('attention.sliding_window'));
  const sharing = header.number(key('attention.shared_kv_layers')) ?? 0;
  const interval = header.number(key('full_attention_interval')) ?? 1;
  return Array.from({ length: layers }, (_, layer) => {
    const windowed = window !== undefined && isWindowed(layer);
    const headLength = embedding / Math.max(1, at(headCounts, layer) ?? 1);
    const lengthOf = (kind: 'key' | 'value'): number => {
      const own = windowed ? header.number(key(`attention.${kind}_length_swa`)) : undefined;
      return own ?? header.number(key(`attention.${kind}_length`)) ?? headLength;
    };
    const isRecurrent = (layer + 1) % interval !== 0;
    const keepsNone = isRecurrent || layer >= layers - sharing;
    return {
      kvNumbersPerToken: keepsNone ? 0 : (at(kvHeadCounts, layer) ?? 0) * (lengthOf('key') + lengthOf('value')),
      ...(windowed && { window }),
    };
  });
}

/** Bytes of the state that the recurrent layers (Mamba and its kin) keep for each sequence. */
export function recurrentStateBytes(header: GgufHeader, architecture: string): number {
  const number = (name: string): number => header.number(`${architecture}.ssm.${name}`) ?? 0;
  const [inner, state, groups] = [number('inner_size'), number('state_size'), number('group_count')];
  const convolution = Math.max(0, number('conv_kernel') - 1) * (inner + 2 * groups * state);
  const layers = header.number(`${architecture}.block_count`) ?? 0;
  const kvHeads = header.numbers(`${architecture}.attention.head_count_kv`);
  const interval = header.number(`${architecture}.full_attention_interval`) ?? 1;
  const isRecurrent = (layer: number): boolean =>
    interval > 1 ? (layer + 1) % interval !== 0 : (at(kvHeads, layer) ?? 0) === 0;
  const count = Array.from({ length: layers }, (_, layer) => layer).filter(isRecurrent).length;
  return count * (convolution + inner * state) * 4;
}

function windowedLayers(header: GgufHeader, architecture: string): (layer: number) => boolean {
  const own = header.numbers(`${architecture}.attention.sliding_window_pattern`);
  if (own !== undefined && own.length > 1) return (layer) => own[layer] === 1;
  const pattern = own?.[0] ?? windowPatterns[architecture];
  return (layer) => pattern !== undefined && layer % pattern < pattern - 1;
}

/** A list with one value holds for every layer. */
function at(values: readonly number[] | undefined, layer: number): number | undefined {
  return values?.length === 1 ? values[0] : values?.[layer];
}
