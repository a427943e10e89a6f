import { copyFile, mkdir, rename } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { loadConfig, type Config, type FinetuneRequest, type Platform, type TrainingRunView } from '@tuneloop/platform';
import { TuneloopError } from '@tuneloop/protocol';
import { configRequest } from '../config-options.ts';
import { interruptible } from '../interrupts.ts';
import { notice, printJson, warning } from '../notice.ts';
import { openPlatform } from '../open-platform.ts';
import { withoutControlCharacters } from '../terminal/control-characters.ts';
import { createCountProgress } from '../terminal/count-progress.ts';
import { describeOutcome, resultOf } from '../training/describe-outcome.ts';
import { followRun } from '../training/follow-run.ts';
import { getReady } from '../training/get-ready.ts';
import { howToGoOn } from '../training/how-to-go-on.ts';
import { formatInspection } from '../training/print-inspection.ts';
import { formatPlan } from '../training/print-plan.ts';
import { formatRuns } from '../training/list-runs.ts';
import { checkSettings } from '../training/check-settings.ts';
import { withFlagNames } from '../training/with-flag-names.ts';
import { settingsOf } from '../training/setting-option.ts';

/** That `--inspect` shows. */
const inspectedRows = 3;

export interface FinetuneOptions extends Omit<FinetuneRequest, 'model' | 'settings' | 'validation'> {
  validation?: string;
  output?: string;
  set?: Record<string, unknown>;
  resume?: string;
  list?: boolean;
  dryRun?: boolean;
  inspect?: boolean;
  detach?: boolean;
  yes?: boolean;
  json?: boolean;
  verbose?: boolean;
}

/** Trains an adapter, or goes on with that, and shows it until it has ended. */
export async function finetune(options: FinetuneOptions): Promise<void> {
  const { data: _rows, ...configured } = options;
  const { config, warnings } = await loadConfig(configRequest(configured));
  for (const text of warnings) warning(text);
  await withFlagNames(() => interruptible((signal) => act(config, options, signal)));
}

async function act(config: Config, options: FinetuneOptions, signal: AbortSignal): Promise<void> {
  await using platform = await openPlatform(config, { verbose: options.verbose });
  if (options.list) {
    await listRuns(platform, options);
    return;
  }
  if (options.dryRun || options.inspect) {
    await preview(platform, options, signal);
    return;
  }
  const begun = await begin(platform, options, signal);
  if (options.detach) {
    leave(platform, begun, options);
    return;
  }
  if (!options.json) notice(`${begun.run.id}: ${begun.run.base.id} learns "${begun.run.name}"`);
  const ended = await followRun(platform, begun, { signal, json: options.json });
  await finish(platform, ended, options);
}

async function listRuns({ training }: Platform, { json }: FinetuneOptions): Promise<void> {
  const views = await training.list({ limit: 100 });
  if (json) printJson({ runs: views });
  else if (views.length === 0) notice('There are no training runs.');
  else process.stdout.write(`${formatRuns(views)}\n`);
}

async function begin(platform: Platform, options: FinetuneOptions, signal: AbortSignal): Promise<TrainingRunView> {
  const { training } = platform;
  if (options.resume !== undefined) return resume(platform, options.resume);
  return training.submit(await readyRequest(platform, options, signal));
}

async function readyRequest(
  platform: Platform,
  options: FinetuneOptions,
  signal: AbortSignal,
): Promise<FinetuneRequest> {
  const request = requestOf(options);
  // Before anything is fetched: what is wrong with the request itself.
  checkSettings(request.settings ?? {});
  await platform.training.check(request);
  await getReady(platform, { yes: options.yes, signal });
  return request;
}

async function preview(platform: Platform, options: FinetuneOptions, signal: AbortSignal): Promise<void> {
  const request = await readyRequest(platform, options, signal);
  const progress = createCountProgress(process.stderr, 'Preparing');
  const { run, prepared, plan, inspection } = await platform.training
    .preview(request, {
      rows: options.inspect ? inspectedRows : 0,
      signal,
      onProgress: ({ completed, total }) => progress.update(completed, total),
    })
    .finally(() => progress.stop());
  if (options.json) {
    printJson({ run, prepared, plan, inspection });
    return;
  }
  const { maxLength } = run.config;
  const colors = process.stdout.hasColors?.() ?? false;
  if (inspection) process.stdout.write(`${formatInspection(inspection, { colors, maxLength })}\n\n`);
  process.stdout.write(`${formatPlan(plan)}\n`);
}

/** Of a run that is under way there is nothing to resume: it is followed. */
export async function resume({ training }: Platform, id: string): Promise<TrainingRunView> {
  const view = await training.get(id);
  const isOver = view.graph?.jobs.every(({ endedAt }) => endedAt !== undefined) ?? true;
  return isOver ? training.resume(id) : view;
}

function requestOf(options: FinetuneOptions): FinetuneRequest {
  const { base, data, name, maxProblems, checks, regression, comparisons, judge, evaluate, promote, promoteIf } =
    options;
  const { continueFrom, validation } = options;
  const fraction = validation === undefined || validation.trim() === '' ? Number.NaN : Number(validation);
  return {
    base,
    data,
    name,
    settings: settingsOf({ ...options }, options.set),
    validation: Number.isNaN(fraction) ? validation : fraction,
    maxProblems,
    checks,
    regression,
    comparisons,
    judge,
    evaluate,
    promote,
    promoteIf,
    continueFrom,
  };
}

function leave({ jobs }: Platform, { run, graph }: TrainingRunView, { json }: FinetuneOptions): void {
  if (json) printJson({ run: run.id, graph: graph?.id });
  else process.stdout.write(`${run.id}\n`);
  if (jobs.runsElsewhere('train')) notice(`A server trains it; follow it with: tuneloop finetune --resume ${run.id}`);
  else
    notice(`No server runs on this data folder. Start one (tuneloop serve), or: tuneloop finetune --resume ${run.id}`);
}

export async function finish({ config }: Platform, view: TrainingRunView, options: FinetuneOptions): Promise<void> {
  const { run, folder, graph } = view;
  const published = resultOf(graph, 'publish');
  if (options.output !== undefined && published) await copyAdapter(folder.adapter, options.output, run.name);
  if (options.json) process.stdout.write(`${JSON.stringify(view)}\n`);
  const failed = graph?.jobs.find(({ status }) => status === 'failed');
  if (failed) {
    const message = withoutControlCharacters(failed.error?.message ?? 'It failed.');
    const advice = howToGoOn({ run: run.id, step: failed.step ?? failed.kind, error: failed.error });
    throw new TuneloopError(failed.error?.code ?? 'JOB_FAILED', `${message} ${advice}`, { details: { run: run.id } });
  }
  if (graph?.jobs.some(({ status }) => status === 'cancelled')) {
    throw new TuneloopError('JOB_FAILED', `The run was cancelled. Go on with: tuneloop finetune --resume ${run.id}`);
  }
  const { host, port } = config.server;
  if (!options.json) process.stdout.write(`${describeOutcome(view, `http://${host}:${port}/v1`)}\n`);
}

/** Servers may watch the folder: the file is whole when it has its name. */
async function copyAdapter(file: string, output: string, name: string): Promise<void> {
  const folder = resolve(output);
  await mkdir(folder, { recursive: true });
  const target = join(folder, `${name}.gguf`);
  await copyFile(file, `${target}.partial`);
  await rename(`${target}.partial`, target);
  notice(`A copy is at ${target}`);
}
