import { GGMLQuantizationType } from '@huggingface/gguf';

/** A metadata value with its GGUF type; plain numbers are `uint32`. */
export type GgufValue = string | number | bigint | boolean | readonly string[] | readonly number[] | readonly boolean[];

export interface GgufContent {
  values?: Readonly<Record<string, GgufValue>>;
  tensors?: readonly { name: string; shape: readonly number[]; type?: GGMLQuantizationType; bytes: number }[];
}

const types = { uint32: 4, float32: 6, bool: 7, string: 8, array: 9, uint64: 10 } as const;
const alignment = 32;

/** Writes a GGUF file (version 3, little endian) with zeros for weights. */
export function ggufBytes({ values = {}, tensors = [] }: GgufContent): Buffer {
  const header = [Buffer.from('GGUF'), uint32(3), uint64(tensors.length), uint64(Object.keys(values).length)];
  const metadata = Object.entries(values).flatMap(([key, value]) => [text(key), uint32(typeOf(value)), encode(value)]);
  let offset = 0;
  const infos = tensors.flatMap(({ name, shape, type = GGMLQuantizationType.F32, bytes }) => {
    const info = [text(name), uint32(shape.length), ...shape.map(uint64), uint32(type), uint64(offset)];
    offset += Math.ceil(bytes / alignment) * alignment;
    return info;
  });
  const head = Buffer.concat([...header, ...metadata, ...infos]);
  const padding = Buffer.alloc((alignment - (head.length % alignment)) % alignment);
  return Buffer.concat([head, padding, Buffer.alloc(offset)]);
}

/** A complete small decoder of the llama architecture, for the keys that matter. */
export function llamaValues(overrides: Readonly<Record<string, GgufValue>> = {}): Record<string, GgufValue> {
  return {
    'general.architecture': 'llama',
    'general.name': 'Tiny',
    'general.file_type': 15,
    'llama.block_count': 2,
    'llama.context_length': 4096,
    'llama.embedding_length': 64,
    'llama.feed_forward_length': 128,
    'llama.attention.head_count': 4,
    'llama.attention.head_count_kv': 2,
    'tokenizer.ggml.tokens': ['a', 'b', 'c'],
    ...overrides,
  };
}

/** A complete small model file. */
export function tinyModel(overrides: Readonly<Record<string, GgufValue>> = {}): Buffer {
  const tensors = [{ name: 'token_embd.weight', shape: [64, 3], bytes: 768 }];
  return ggufBytes({ values: llamaValues(overrides), tensors });
}

function typeOf(value: GgufValue): number {
  if (Array.isArray(value)) return types.array;
  if (typeof value === 'string') return types.string;
  if (typeof value === 'boolean') return types.bool;
  if (typeof value === 'bigint') return types.uint64;
  return Number.isInteger(value) ? types.uint32 : types.float32;
}

function encode(value: GgufValue): Buffer {
  if (typeof value === 'string') return text(value);
  if (typeof value === 'boolean') return Buffer.from([Number(value)]);
  if (typeof value === 'bigint') return uint64(value);
  if (typeof value === 'number') return Number.isInteger(value) ? uint32(value) : float32(value);
  const list: readonly GgufValue[] = value;
  const [first = 0] = list;
  return Buffer.concat([uint32(typeOf(first)), uint64(list.length), ...list.map(encode)]);
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([uint64(bytes.length), bytes]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function uint64(value: number | bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}

function float32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatLE(value);
  return bytes;
}
