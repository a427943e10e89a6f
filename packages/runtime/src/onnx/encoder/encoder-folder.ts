import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { TuneloopError, type ModelSource } from '@tuneloop/protocol';
import { exists } from '../../files/exists.ts';
import { genaiConfigFile } from '../folder/genai-config.ts';
import { readTokenizerFiles, type TokenizerFiles } from '../folder/tokenizer-files.ts';
import { readEncoderConfig, type EncoderConfig } from './encoder-config.ts';
import { readSentenceModules, type Pooling } from './sentence-modules.ts';

/** A folder in the layout of Hugging Face whose model makes vectors or ranks documents, as ONNX. */
export interface EncoderFolder {
  path: string;
  /** Absolute path of the graph. */
  graph: string;
  /** Bytes of the graph and its weights. */
  sizeBytes: number;
  task: 'embed' | 'rerank';
  /** As `model_type` has it. */
  architecture: string;
  /** Of one input, the special tokens in it; what the model was made for. */
  contextLength: number;
  vocabularySize: number;
  shape: EncoderConfig['shape'];
  padToken: number;
  /** How the vectors of tokens become that of a text, where the graph leaves it to its caller. */
  pooling: Pooling;
  tokenizer: TokenizerFiles;
}

/** Where exporters put the graph, the most exact first. */
export const encoderGraphs: readonly string[] = [
  'model.onnx',
  'onnx/model.onnx',
  'onnx/model_fp16.onnx',
  'onnx/model_quantized.onnx',
  'model_quantized.onnx',
];

/** Whether `readEncoderFolder` is what reads this folder; it may still find it wanting. */
export async function isEncoderFolder(path: string): Promise<boolean> {
  if (await exists(join(path, genaiConfigFile))) return false;
  if ((await findGraph(path)) === undefined) return false;
  return await readEncoderConfig(path).then(
    async (config) => (await taskOf(path, config)) !== undefined,
    () => false,
  );
}

/** Errors: `MODEL_NOT_FOUND`, `MODEL_LOAD_FAILED` telling what is missing, `UNSUPPORTED`. */
export async function readEncoderFolder({ id, path }: ModelSource): Promise<EncoderFolder> {
  if (path === undefined || !(await exists(path))) {
    throw new TuneloopError('MODEL_NOT_FOUND', `The folder of model "${id}" is not there. Check MODEL_PATH.`);
  }
  const graph = await findGraph(path);
  if (graph === undefined) {
    throw new TuneloopError('MODEL_LOAD_FAILED', `There is no model.onnx in ${path}. Copy the whole folder.`);
  }
  const [config, tokenizer, modules] = await Promise.all([
    readEncoderConfig(path),
    readTokenizerFiles(path),
    readSentenceModules(path),
  ]);
  const task = await taskOf(path, config);
  if (task === undefined) {
    throw new TuneloopError(
      'UNSUPPORTED',
      `${path} holds neither an embedding model nor one that ranks (${config.architectures.join(', ') || config.type}). ` +
        'A language model needs a folder made with `tuneloop convert --to onnx`.',
    );
  }
  if (task === 'rerank' && config.labels !== 1) {
    throw new TuneloopError(
      'UNSUPPORTED',
      `The classifier in ${path} tells ${config.labels} classes apart. To rank documents it has to give one score.`,
    );
  }
  return {
    path,
    graph: join(path, graph),
    sizeBytes: await sizeOf(join(path, graph)),
    task,
    architecture: config.type,
    contextLength: contextLengthOf(config.positions, tokenizerLimit(tokenizer), modules.maxTokens),
    vocabularySize: config.vocabularySize,
    shape: config.shape,
    padToken: config.padToken,
    pooling: modules.pooling ?? (config.isCausal ? ['last'] : ['mean']),
    tokenizer,
  };
}

async function taskOf(path: string, { architectures }: EncoderConfig): Promise<EncoderFolder['task'] | undefined> {
  if (architectures.some((name) => name.endsWith('ForSequenceClassification'))) return 'rerank';
  // Models that were made from a language model keep its name, and are told by what lies beside them.
  if (await exists(join(path, 'modules.json'))) return 'embed';
  if (await exists(join(path, '1_Pooling', 'config.json'))) return 'embed';
  return architectures.some((name) => /(?:Model|ForMaskedLM)$/.test(name)) ? 'embed' : undefined;
}

/** The least of what is said; where nothing is, what most encoders have. */
function contextLengthOf(...limits: (number | undefined)[]): number {
  const least = Math.min(...limits.map((limit) => limit ?? Infinity));
  return least === Infinity ? 512 : least;
}

/** What the tokenizer was set to cut off; a number beyond all models stands for none. */
function tokenizerLimit({ config }: TokenizerFiles): number {
  const limit = config['model_max_length'];
  return typeof limit === 'number' && limit > 0 ? limit : Infinity;
}

async function findGraph(path: string): Promise<string | undefined> {
  for (const name of encoderGraphs) if (await exists(join(path, name))) return name;
  return undefined;
}

/** With the files that hold its weights, which are named after it. */
async function sizeOf(graph: string): Promise<number> {
  const folder = join(graph, '..');
  const name = graph.slice(folder.length + 1);
  const files = (await readdir(folder)).filter((file) => file.startsWith(name));
  const sizes = await Promise.all(files.map(async (file) => (await stat(join(folder, file))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}
