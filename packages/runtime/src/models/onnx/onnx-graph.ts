import { open, stat } from 'node:fs/promises';
import { TuneloopError } from '@tuneloop/protocol';
import { ProtobufFault, ProtobufReader, type ProtobufField } from './protobuf-reader.ts';

/** A tensor as a graph describes it. Types are numbers of `TensorProto.DataType`. */
export interface OnnxTensor {
  name: string;
  type: number;
  /** 0 where a dimension is open. */
  shape: readonly number[];
}

/** A constant of the graph. */
export interface OnnxWeight extends OnnxTensor {
  /** Of its bytes: the same for weights that share them. */
  place: string;
}

export interface OnnxNode {
  kind: string;
  inputs: readonly string[];
  /** Those that are whole numbers. */
  numbers: ReadonlyMap<string, number>;
}

/** What a `.onnx` says of itself, without its weights. */
export interface OnnxGraph {
  inputs: readonly OnnxTensor[];
  outputs: readonly OnnxTensor[];
  weights: readonly OnnxWeight[];
  /** Of operators that the caller asked for. */
  nodes: readonly OnnxNode[];
}

/**
 * Reads a model's graph, leaving out its weights. Format: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto
 *
 * @param kinds operators whose nodes are wanted
 *
 * Errors: `MODEL_LOAD_FAILED` when it is not there, cut off or no ONNX model.
 */
export async function readOnnxGraph(path: string, kinds: ReadonlySet<string> = new Set()): Promise<OnnxGraph> {
  try {
    const { size } = await stat(path);
    await using file = await open(path);
    return await new GraphReader(new ProtobufReader(file, size), kinds).read();
  } catch (cause) {
    if (TuneloopError.isInstance(cause)) throw cause;
    const reason = cause instanceof ProtobufFault ? cause.message : `it cannot be read (${String(cause)})`;
    throw new TuneloopError(
      'MODEL_LOAD_FAILED',
      `${path} is damaged, or no ONNX model: ${reason}. Copy or convert it again.`,
      { details: { path, reason }, cause },
    );
  }
}

/** Field numbers of the messages in onnx.proto. */
const modelFields = { graph: 7 };
const graphFields = { node: 1, initializer: 5, input: 11, output: 12 };
const nodeFields = { input: 1, kind: 4, attribute: 5 };
const attributeFields = { name: 1, number: 3 };
const weightFields = { shape: 1, type: 2, name: 8, externalData: 13 };
const valueFields = { name: 1, type: 2 };
const tensorTypeFields = { type: 1, shape: 2 };

class GraphReader {
  readonly #reader: ProtobufReader;
  readonly #kinds: ReadonlySet<string>;

  constructor(reader: ProtobufReader, kinds: ReadonlySet<string>) {
    this.#reader = reader;
    this.#kinds = kinds;
  }

  async read(): Promise<OnnxGraph> {
    let found: OnnxGraph | undefined;
    for await (const field of this.#reader.fields(0, this.#reader.sizeBytes)) {
      if (field.number === modelFields.graph) found = await this.#graph(field);
    }
    if (found === undefined) throw new ProtobufFault('it has no graph');
    return found;
  }

  async #graph(message: ProtobufField): Promise<OnnxGraph> {
    const inputs: OnnxTensor[] = [];
    const outputs: OnnxTensor[] = [];
    const weights: OnnxWeight[] = [];
    const nodes: OnnxNode[] = [];
    for await (const field of this.#fieldsOf(message)) {
      if (field.number === graphFields.input) inputs.push(await this.#value(field));
      else if (field.number === graphFields.output) outputs.push(await this.#value(field));
      else if (field.number === graphFields.initializer) weights.push(await this.#weight(field));
      else if (field.number === graphFields.node && this.#kinds.size > 0) {
        const node = await this.#node(field);
        if (this.#kinds.has(node.kind)) nodes.push(node);
      }
    }
    return { inputs, outputs, weights, nodes };
  }

  async #weight(message: ProtobufField): Promise<OnnxWeight> {
    let [name, type, external] = ['', 0, ''];
    const shape: number[] = [];
    for await (const field of this.#fieldsOf(message)) {
      if (field.number === weightFields.name) name = await this.#reader.text(field);
      else if (field.number === weightFields.type) type = field.value;
      else if (field.number === weightFields.shape) shape.push(...(await this.#numbers(field)));
      else if (field.number === weightFields.externalData) external += `${await this.#reader.text(field)}\n`;
    }
    return { name, type, shape, place: external || name };
  }

  async #value(message: ProtobufField): Promise<OnnxTensor> {
    let [name, type] = ['', 0];
    let shape: number[] = [];
    for await (const field of this.#fieldsOf(message)) {
      if (field.number === valueFields.name) name = await this.#reader.text(field);
      // TypeProto, of which field 1 is the type of tensors.
      if (field.number !== valueFields.type) continue;
      for await (const tensor of this.#fieldsOf(field)) {
        if (tensor.number !== 1) continue;
        for await (const part of this.#fieldsOf(tensor)) {
          if (part.number === tensorTypeFields.type) type = part.value;
          if (part.number === tensorTypeFields.shape) shape = await this.#shape(part);
        }
      }
    }
    return { name, type, shape };
  }

  async #shape(message: ProtobufField): Promise<number[]> {
    const shape: number[] = [];
    for await (const dimension of this.#fieldsOf(message)) {
      let length = 0;
      for await (const field of this.#fieldsOf(dimension)) if (field.number === 1) length = field.value;
      shape.push(length);
    }
    return shape;
  }

  async #node(message: ProtobufField): Promise<OnnxNode> {
    let kind = '';
    const inputs: string[] = [];
    const numbers = new Map<string, number>();
    for await (const field of this.#fieldsOf(message)) {
      if (field.number === nodeFields.input) inputs.push(await this.#reader.text(field));
      else if (field.number === nodeFields.kind) kind = await this.#reader.text(field);
      else if (field.number === nodeFields.attribute) {
        let [name, value] = ['', 0];
        for await (const part of this.#fieldsOf(field)) {
          if (part.number === attributeFields.name) name = await this.#reader.text(part);
          else if (part.number === attributeFields.number) ({ value } = part);
        }
        numbers.set(name, value);
      }
    }
    return { kind, inputs, numbers };
  }

  /** One number, or several packed: writers differ. */
  async #numbers(field: ProtobufField): Promise<number[]> {
    return field.hasBytes ? await this.#reader.packed(field) : [field.value];
  }

  #fieldsOf({ start, end }: ProtobufField): AsyncGenerator<ProtobufField, void, void> {
    return this.#reader.fields(start, end);
  }
}
