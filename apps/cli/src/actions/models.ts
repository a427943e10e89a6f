import { totalmem } from 'node:os';
import { isAbsolute } from 'node:path';
import { styleText } from 'node:util';
import { proposeModel } from '@tuneloop/runtime';
import { collectModels, servesUpstreams, type ListedModel } from '../models/collect-models.ts';
import { usualContextSize } from '../models/describe-model.ts';
import { notice, printJson } from '../notice.ts';
import { openConfiguredPlatform } from '../open-platform.ts';
import { withoutControlCharacters } from '../terminal/control-characters.ts';
import { formatTable } from '../terminal/table.ts';
import { formatBytes, formatCount } from '../terminal/units.ts';

export async function listModels(options: { json?: boolean }): Promise<void> {
  await using platform = await openConfiguredPlatform(options);
  const models = await collectModels(platform);
  const memoryBytes = totalmem();
  const proposed = proposeModel(memoryBytes);
  const proposal = models.find(({ onDisk, reference }) => !onDisk && reference === proposed?.reference);

  if (options.json) {
    printJson({ folder: platform.models.folder, machineMemoryBytes: memoryBytes, models, proposal: proposal ?? null });
    return;
  }
  if (servesUpstreams(platform)) {
    process.stdout.write(`${formatRemoteModels(models)}\n`);
    notice('These are the models of the upstreams; "tuneloop doctor" tells which of those answer.');
    return;
  }
  process.stdout.write(`${formatModels(models, memoryBytes)}\n`);
  notice(
    `MEMORY is an estimate for one conversation of ${formatCount(usualContextSize)} tokens; this machine has ` +
      `${formatBytes(memoryBytes)}. Downloads are in ${platform.models.folder}.`,
  );
  if (proposal) notice(`A good one for this machine: tuneloop pull ${proposal.reference}`);
}

function formatRemoteModels(models: ListedModel[]): string {
  return formatTable(
    [{ title: 'MODEL' }],
    models.map((model) => [nameOf(model)]),
  );
}

function nameOf({ id, isDefault }: ListedModel): string {
  const name = withoutControlCharacters(id);
  return isDefault ? `${name} ${styleText('green', '(default)')}` : name;
}

function formatModels(models: ListedModel[], machineMemoryBytes: number): string {
  const right = 'right' as const;
  return formatTable(
    [
      { title: 'MODEL' },
      { title: 'SIZE', align: right },
      { title: 'ARCHITECTURE' },
      { title: 'PARAMETERS', align: right },
      { title: 'QUANTISATION' },
      { title: 'CONTEXT', align: right },
      { title: 'MEMORY', align: right },
      { title: 'STATE' },
    ],
    models.map((model) => [
      nameOf(model),
      model.sizeBytes === undefined ? '' : formatBytes(model.sizeBytes),
      withoutControlCharacters(model.architecture ?? ''),
      model.parameters === undefined ? '' : formatCount(model.parameters),
      model.quantization ?? '',
      model.contextLength === undefined ? '' : formatCount(model.contextLength),
      model.memoryBytes === undefined ? '' : formatBytes(model.memoryBytes),
      describeState(model, machineMemoryBytes),
    ]),
  );
}

function describeState({ onDisk, problem, memoryBytes, reference }: ListedModel, machineMemoryBytes: number): string {
  // The first sentence; `inspect` tells the rest.
  if (problem !== undefined) return styleText('red', withoutControlCharacters(problem.split(/[.:] /)[0] ?? problem));
  if (memoryBytes !== undefined && memoryBytes > machineMemoryBytes) {
    return styleText('yellow', 'too large for this machine');
  }
  if (onDisk) return 'on disk';
  return isAbsolute(reference) ? styleText('red', 'there is no such file') : styleText('dim', 'to download');
}
