import { embeddingTensor } from '../adapter-pairs.ts';

/** How the tensors of an architecture are called in a GGUF file, and which of them are stored in another order. */
export interface ConvertibleArchitecture {
  /** A linear layer's name within its block, in Hugging Face's and in the GGUF file. */
  modules: Readonly<Record<string, string>>;
  /** Whether the rows of the query and key projections are interleaved for rotary embeddings of ggml's normal kind. */
  interleavesHeads: boolean;
}

const attention = {
  'self_attn.q_proj': 'attn_q',
  'self_attn.k_proj': 'attn_k',
  'self_attn.v_proj': 'attn_v',
  'self_attn.o_proj': 'attn_output',
} as const;

const gatedFeedForward = { 'mlp.gate_proj': 'ffn_gate', 'mlp.up_proj': 'ffn_up', 'mlp.down_proj': 'ffn_down' } as const;
const separate = { ...attention, ...gatedFeedForward } as const;

const fused = {
  'self_attn.qkv_proj': 'attn_qkv',
  'self_attn.o_proj': 'attn_output',
  'mlp.gate_up_proj': 'ffn_up',
  'mlp.down_proj': 'ffn_down',
} as const;

/**
 * Dense decoders whose conversion is a matter of names and of the order of rows alone, as llama.cpp's `conversion/` and
 * gguf-py's `tensor_mapping.py` have them. Mistral and SmolLM2 are `llama` in GGUF.
 */
const architectures: Readonly<Record<string, ConvertibleArchitecture>> = {
  llama: { modules: separate, interleavesHeads: true },
  granite: { modules: separate, interleavesHeads: true },
  smollm3: { modules: separate, interleavesHeads: true },
  qwen2: { modules: separate, interleavesHeads: false },
  qwen3: { modules: separate, interleavesHeads: false },
  gemma: { modules: separate, interleavesHeads: false },
  gemma2: { modules: separate, interleavesHeads: false },
  gemma3: { modules: separate, interleavesHeads: false },
  phi3: { modules: fused, interleavesHeads: false },
};

export const convertibleArchitectures: readonly string[] = Object.keys(architectures);

export function convertibleArchitecture(name: string): ConvertibleArchitecture | undefined {
  return Object.hasOwn(architectures, name) ? architectures[name] : undefined;
}

/** Architectures in GGUF by `model_type` of Hugging Face's config.json, where the two differ. */
const renamedTypes: Readonly<Record<string, string>> = { mistral: 'llama', gemma3_text: 'gemma3' };

export function architectureOfModelType(modelType: string): string {
  return renamedTypes[modelType] ?? modelType;
}

/** A tensor of the base model that a module of a PEFT adapter belongs to. */
export interface AdapterTarget {
  /** In the GGUF file: `blk.0.attn_q.weight`. */
  tensor: string;
  /** Which heads' rows must be interleaved. */
  heads?: { kind: 'query' | 'key'; layer: number };
}

/** `module` is a path within the base model, `model.layers.0.self_attn.q_proj`; `undefined` for one without a name here. */
export function targetOf(module: string, architecture: ConvertibleArchitecture): AdapterTarget | undefined {
  // Models that also see have their text part one level deeper.
  const path = module.replaceAll('language_model.', '');
  if (path === 'lm_head') return { tensor: 'output.weight' };
  if (/^(?:model\.)?embed_tokens$/.test(path)) return { tensor: embeddingTensor };
  const { block, name = '' } = /^(?:model\.)?layers\.(?<block>\d{1,5})\.(?<name>.+)$/.exec(path)?.groups ?? {};
  const tensor = Object.hasOwn(architecture.modules, name) ? architecture.modules[name] : undefined;
  if (tensor === undefined) return undefined;
  const layer = Number(block);
  const kind = { attn_q: 'query', attn_k: 'key' }[tensor] as 'query' | 'key' | undefined;
  const interleaved = architecture.interleavesHeads && kind !== undefined;
  return { tensor: `blk.${layer}.${tensor}.weight`, ...(interleaved && { heads: { kind, layer } }) };
}
