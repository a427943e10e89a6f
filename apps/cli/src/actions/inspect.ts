import { estimateMemory, readModelMetadata, type ModelMetadata, type ResolvedModel } from '@tuneloop/runtime';
import { TuneloopError } from '@tuneloop/protocol';
import { notice, printJson } from '../notice.ts';
import { openConfiguredPlatform } from '../open-platform.ts';
import { withoutControlCharacters } from '../terminal/control-characters.ts';
import { formatFields, formatTable } from '../terminal/table.ts';
import { formatBytes, formatCount } from '../terminal/units.ts';

export async function inspectModel(
  reference: string | undefined,
  options: { json?: boolean; template?: boolean },
): Promise<void> {
  await using platform = await openConfiguredPlatform(options);
  const wanted = reference ?? platform.reference;
  const model = await platform.models.find(wanted);
  if (!model) {
    throw new TuneloopError(
      'MODEL_NOT_FOUND',
      `"${wanted}" is not on this disk. Download it with: tuneloop pull ${wanted}`,
    );
  }
  const metadata = await readModelMetadata(model.path);
  if (options.template) {
    if (metadata.chatTemplate === undefined) throw new TuneloopError('NOT_FOUND', `${model.id} has no chat template.`);
    process.stdout.write(`${metadata.chatTemplate}\n`);
    return;
  }
  const memory = contextSizes(metadata).map((contextSize) => ({
    contextSize,
    ...estimateMemory(metadata, { contextSize, slots: 1 }),
  }));
  if (options.json) {
    printJson({ ...model, metadata, memory });
    return;
  }
  process.stdout.write(`${formatFields(describe(model, metadata))}\n\n`);
  process.stdout.write(`${formatMemory(memory)}\n`);
  notice('Memory is an estimate for one conversation; more slots need more KV cache.');
}

function describe(model: ResolvedModel, metadata: ModelMetadata): [string, string][] {
  const abilities = [
    metadata.tools && 'tools',
    metadata.reasoning && 'reasoning',
    metadata.embedding && 'embeddings',
    metadata.reranking && 'ranking documents',
  ];
  return [
    ['Model', model.id],
    ['Name', withoutControlCharacters(metadata.name ?? 'not given')],
    ['Reference', model.reference],
    [metadata.format === 'onnx' ? 'Folder' : 'File', `${model.path} (${formatBytes(model.sizeBytes)})`],
    ['Architecture', withoutControlCharacters(metadata.architecture)],
    ['Parameters', formatCount(metadata.parameters)],
    ['Quantisation', metadata.quantization],
    ['Context', `${formatCount(metadata.contextLength)} tokens as trained`],
    ['Layers', String(metadata.layers)],
    ['Embedding', `${formatCount(metadata.embeddingLength)} dimensions`],
    ['Vocabulary', `${formatCount(metadata.vocabularySize)} tokens`],
    ['Chat template', metadata.chatTemplate === undefined ? 'no' : 'yes (--template prints it)'],
    ...(metadata.adapterSlots === undefined ? [] : [['Adapters', slotText(metadata.adapterSlots)] as [string, string]]),
    ['Abilities', abilities.filter((ability) => ability !== false).join(', ') || 'text'],
  ];
}

function slotText(slots: number): string {
  return slots === 0 ? 'none: it was converted without --lora-slots' : `may change ${formatCount(slots)} modules`;
}

/** Powers of two up to the trained context, which is the last one. */
function contextSizes({ contextLength }: ModelMetadata): number[] {
  const usual = [2048, 8192, 32_768, 131_072].filter((size) => size < contextLength);
  return [...usual, contextLength];
}

function formatMemory(
  memory: {
    contextSize: number;
    weightsBytes: number;
    kvCacheBytes: number;
    computeBytes: number;
    totalBytes: number;
  }[],
): string {
  const right = 'right' as const;
  return formatTable(
    [
      { title: 'CONTEXT', align: right },
      { title: 'WEIGHTS', align: right },
      { title: 'KV CACHE', align: right },
      { title: 'COMPUTE', align: right },
      { title: 'MEMORY', align: right },
    ],
    memory.map(({ contextSize, weightsBytes, kvCacheBytes, computeBytes, totalBytes }) => [
      formatCount(contextSize),
      ...[weightsBytes, kvCacheBytes, computeBytes, totalBytes].map(formatBytes),
    ]),
  );
}
