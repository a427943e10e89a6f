import { totalmem } from 'node:os';
import { styleText } from 'node:util';
import { embeddedModel, proposeModel, type ResolvedModel } from '@tuneloop/runtime';
import type { Platform } from '@tuneloop/platform';
import { describeModel, memoryNeed, usualContextSize, type DescribedModel } from '../models/describe-model.ts';
import { notice, printJson } from '../notice.ts';
import { openConfiguredPlatform } from '../open-platform.ts';
import { formatTable } from '../terminal/table.ts';
import { formatBytes, formatCount } from '../terminal/units.ts';

interface ListedModel {
  id: string;
  reference: string;
  onDisk: boolean;
  /** Whether `tuneloop serve` and `tuneloop chat` take it when nothing is said. */
  isDefault: boolean;
  model?: DescribedModel;
}

export async function listModels(options: { json?: boolean }): Promise<void> {
  await using platform = await openConfiguredPlatform(options);
  const listed = await collectModels(platform);
  const memoryBytes = totalmem();
  const proposed = proposeModel(memoryBytes);
  const proposal = listed.some(({ reference, onDisk }) => onDisk && reference === proposed?.reference)
    ? undefined
    : proposed;

  if (options.json) {
    printJson({ folder: platform.models.folder, models: listed.map(encode), proposal: proposal ?? null });
    return;
  }
  if (listed.length > 0) process.stdout.write(`${formatModels(listed)}\n`);
  notice(
    `MEMORY is for one conversation of ${formatCount(usualContextSize)} tokens. Downloads are in ${platform.models.folder}.`,
  );
  if (proposal) {
    notice(
      `This machine (${formatBytes(memoryBytes)} memory) could run ${proposal.name}, ${formatBytes(proposal.sizeBytes)}:\n` +
        `  tuneloop pull ${proposal.reference}`,
    );
  }
}

/** The default first, then those with a name in the configuration, then what else is on disk. */
async function collectModels({ models, config, reference }: Platform): Promise<ListedModel[]> {
  const onDisk = await models.list();
  const named = [reference, ...Object.keys(config.models), ...(config.model === undefined ? [] : [embeddedModel.id])];
  const entries: [name: string, resolved: ResolvedModel | undefined][] = await Promise.all(
    [...new Set(named)].map(async (name) => [name, await models.find(name)] as const),
  ).then((found) => found.map(([name, resolved]) => [name, resolved]));
  const known = new Set(entries.flatMap(([, resolved]) => resolved?.path ?? []));
  for (const resolved of onDisk) if (!known.has(resolved.path)) entries.push([resolved.reference, resolved]);

  return Promise.all(
    entries.map(async ([name, resolved]) => ({
      id: resolved?.id ?? name,
      reference: resolved?.reference ?? config.models[name] ?? name,
      onDisk: resolved !== undefined,
      isDefault: name === reference,
      ...(resolved && { model: await describeModel(resolved) }),
    })),
  );
}

function formatModels(listed: ListedModel[]): string {
  const rows = listed.map(({ id, onDisk, isDefault, model }) => {
    const { metadata, problem } = model ?? {};
    const note = problem ?? (onDisk ? '' : styleText('dim', 'not downloaded'));
    return [
      isDefault ? `${id} ${styleText('green', '(default)')}` : id,
      model ? formatBytes(model.sizeBytes) : '',
      metadata?.architecture ?? '',
      metadata?.parameters ? formatCount(metadata.parameters) : '',
      metadata?.quantization ?? '',
      metadata ? formatCount(metadata.contextLength) : '',
      metadata ? formatBytes(memoryNeed(metadata, usualContextSize)) : '',
      note,
    ];
  });
  return formatTable(
    [
      { title: 'MODEL' },
      { title: 'SIZE', align: 'right' },
      { title: 'ARCHITECTURE' },
      { title: 'PARAMETERS', align: 'right' },
      { title: 'QUANTISATION' },
      { title: 'CONTEXT', align: 'right' },
      { title: 'MEMORY', align: 'right' },
      { title: '' },
    ],
    rows,
  );
}

function encode({ model, ...listed }: ListedModel): object {
  if (!model) return listed;
  const { metadata, problem, path, sizeBytes, sha256 } = model;
  return {
    ...listed,
    path,
    sizeBytes,
    sha256,
    problem,
    ...(metadata && {
      architecture: metadata.architecture,
      parameters: metadata.parameters,
      quantization: metadata.quantization,
      contextLength: metadata.contextLength,
      memoryBytes: memoryNeed(metadata, usualContextSize),
    }),
  };
}
