import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { protobufMessage, type ProtobufEntry } from './protobuf-message.ts';

export interface TestGenaiFolderOptions {
  /** Made when missing. */
  folder: string;
  /** Whether it has places for adapters. Default `false`. */
  adapterSlots?: boolean | undefined;
  /** Jinja; by default one that writes roles and contents. */
  chatTemplate?: string | undefined;
  /** Default 2048. */
  contextLength?: number | undefined;
  /** Of the matrices; default `fp32`. */
  precision?: 'fp32' | 'int4' | undefined;
}

const float = 1;
const uint8 = 2;
const whole = 7;
const hidden = 64;
const layers = 2;
const vocabulary = 320;
const defaultTemplate = '{% for message in messages %}{{ message.role }}: {{ message.content }}\n{% endfor %}';

/**
 * Writes the files of a folder for ONNX Runtime GenAI, with a graph that has inputs and weights, but nothing that computes:
 * what describes the model can be read, and loading it fails.
 */
export async function writeTestGenaiFolder(options: TestGenaiFolderOptions): Promise<void> {
  const { folder, contextLength = 2048, chatTemplate = defaultTemplate } = options;
  await mkdir(folder, { recursive: true });
  const config = {
    model: {
      type: 'llama',
      vocab_size: vocabulary,
      context_length: contextLength,
      bos_token_id: 0,
      eos_token_id: [0],
      decoder: {
        filename: 'model.onnx',
        hidden_size: hidden,
        head_size: 16,
        num_attention_heads: 4,
        num_key_value_heads: 2,
        num_hidden_layers: layers,
      },
    },
  };
  const tokenizer = {
    model: { type: 'BPE', vocab: { a: 1 }, merges: [] },
    added_tokens: [{ id: 0, content: '<s>', special: true }],
  };
  const files = {
    'genai_config.json': JSON.stringify(config),
    'tokenizer.json': JSON.stringify(tokenizer),
    'tokenizer_config.json': JSON.stringify({ bos_token: '<s>', eos_token: '<s>', chat_template: chatTemplate }),
    'model.onnx': testGraph(options),
  };
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
}

function testGraph({ adapterSlots = false, precision = 'fp32' }: TestGenaiFolderOptions): Buffer {
  const modules = Array.from({ length: layers }, (_, layer) => `model.layers.${layer}.mlp.down_proj`);
  const weights: ProtobufEntry[] = [weight('embed_tokens.weight', float, [vocabulary, hidden])];
  const nodes: ProtobufEntry[] = [];
  for (const module of modules) {
    if (precision === 'fp32') {
      weights.push(weight(`${module}.weight`, float, [hidden, hidden]));
      continue;
    }
    weights.push(weight(`${module}.packed`, uint8, [hidden, 2, 16]), weight(`${module}.scales`, float, [hidden * 2]));
    nodes.push(packedProduct(module));
  }
  const past: ProtobufEntry[] = Array.from({ length: layers }, (_, layer) =>
    value(11, `past_key_values.${layer}.key`, float, [0, 2, 0, 16]),
  );
  const slots = modules.flatMap((module): ProtobufEntry[] =>
    adapterSlots
      ? slot(`${module}.lora_A.weight`, [hidden, 0]).concat(slot(`${module}.lora_B.weight`, [0, hidden]))
      : [],
  );
  const graph = protobufMessage([...nodes, ...weights, value(11, 'input_ids', whole, [0, 0]), ...past, ...slots]);
  return protobufMessage([
    [1, 10],
    [2, 'test'],
    [7, graph],
  ]);
}

/** A `TensorProto` among the graph's initializers, without its bytes. */
function weight(name: string, type: number, shape: readonly number[]): ProtobufEntry {
  return [5, protobufMessage([...shape.map((length): ProtobufEntry => [1, length]), [2, type], [8, name]])];
}

/** A `ValueInfoProto`; a length of 0 is an open dimension. */
function value(field: number, name: string, type: number, shape: readonly number[]): ProtobufEntry {
  const dimensions = shape.map((length): ProtobufEntry => [
    1,
    protobufMessage([length === 0 ? [2, 'n'] : [1, length]]),
  ]);
  const tensor = protobufMessage([
    [1, type],
    [2, protobufMessage(dimensions)],
  ]);
  return [
    field,
    protobufMessage([
      [1, name],
      [2, protobufMessage([[1, tensor]])],
    ]),
  ];
}

/** An input that may be left out: it is among the initializers, too. */
function slot(name: string, shape: readonly number[]): ProtobufEntry[] {
  return [value(11, name, float, shape), weight(name, float, shape)];
}

function packedProduct(module: string): ProtobufEntry {
  const attributes = { bits: 4, block_size: 32, K: hidden, N: hidden };
  return [
    1,
    protobufMessage([
      [1, 'x'],
      [1, `${module}.packed`],
      [1, `${module}.scales`],
      [4, 'MatMulNBits'],
      ...Object.entries(attributes).map(([name, number]): ProtobufEntry => [
        5,
        protobufMessage([
          [1, name],
          [3, number],
        ]),
      ]),
    ]),
  ];
}
