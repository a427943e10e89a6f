import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Tensors of a decoder of two layers, by name. */
const tinyTensors: Readonly<Record<string, readonly number[]>> = {
  'model.embed_tokens.weight': [100, 8],
  ...Object.fromEntries(
    [0, 1].flatMap((layer) =>
      Object.entries({
        'self_attn.q_proj.weight': [8, 8],
        'self_attn.k_proj.weight': [4, 8],
        'mlp.up_proj.weight': [16, 8],
        'mlp.down_proj.weight': [8, 16],
        'input_layernorm.weight': [8],
      }).map(([name, shape]) => [`model.layers.${layer}.${name}`, shape]),
    ),
  ),
  'lm_head.weight': [100, 8],
};

/** A Hugging Face folder with the tables of a model and no weights worth the name. */
export async function writeTinyBase(
  folder: string,
  tensors: Readonly<Record<string, readonly number[]>> = tinyTensors,
  config: Record<string, unknown> = {},
): Promise<void> {
  await writeTensors(folder, 'model.safetensors', tensors);
  const settings = {
    hidden_size: 8,
    num_hidden_layers: 2,
    intermediate_size: 16,
    num_attention_heads: 2,
    head_dim: 4,
    vocab_size: 100,
    ...config,
  };
  await writeFile(join(folder, 'config.json'), JSON.stringify(settings));
}

/** Zeros in these shapes. */
export async function writeTensors(
  folder: string,
  name: string,
  tensors: Readonly<Record<string, readonly number[]>>,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  let offset = 0;
  const table = Object.fromEntries(
    Object.entries(tensors).map(([tensor, shape]) => {
      const bytes = shape.reduce((product, length) => product * length, 4);
      const row = { dtype: 'F32', shape, data_offsets: [offset, offset + bytes] };
      offset += bytes;
      return [tensor, row];
    }),
  );
  const header = Buffer.from(JSON.stringify(table));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  await writeFile(join(folder, name), Buffer.concat([length, header, Buffer.alloc(offset)]));
}

/** A program that says these events in place of Python, whatever it is asked. */
export async function writeStandInPython(path: string, events: readonly object[]): Promise<void> {
  const lines = events.map(
    (event) => `printf '%s\\n' '${JSON.stringify(event).replaceAll("'", String.raw`'\''`)}' >&3`,
  );
  await writeFile(path, ['#!/bin/sh', ...lines, ''].join('\n'), { mode: 0o755 });
}
