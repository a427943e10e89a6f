import { setTimeout as sleep } from 'node:timers/promises';
import {
  checkLoopConfig,
  loadConfig,
  loopRequestOf,
  type Config,
  type LoopRequest,
  type Platform,
} from '@tuneloop/platform';
import { jobGraphStatus, TuneloopError } from '@tuneloop/protocol';
import { configRequest } from '../config-options.ts';
import { interruptible } from '../interrupts.ts';
import { notice, printJson, warning } from '../notice.ts';
import { openPlatform } from '../open-platform.ts';
import { followRun } from '../training/follow-run.ts';
import { describeLoop } from '../training/describe-loop.ts';
import { getReady } from '../training/get-ready.ts';
import { previewLoop } from '../training/preview-loop.ts';
import { checkSettings } from '../training/check-settings.ts';
import { withFlagNames } from '../training/with-flag-names.ts';
import { settingsOf } from '../training/setting-option.ts';
import { finish, resume } from './finetune.ts';

export interface LoopOptions {
  name?: string;
  minRatings?: number;
  method?: Config['loop']['method'];
  promoteIf?: string;
  checks?: string;
  regression?: string;
  judge?: string;
  continueFrom?: string;
  fromModel?: string;
  tag?: string;
  set?: Record<string, unknown>;
  every?: string;
  whenRatings?: number;
  dryRun?: boolean;
  show?: boolean;
  resume?: boolean;
  yes?: boolean;
  json?: boolean;
  verbose?: boolean;
}

/** From ratings to a better adapter: once, again where it stopped, or from now on. */
export async function loop(options: LoopOptions): Promise<void> {
  const { config: configured, warnings } = await loadConfig(configRequest({ ...options }));
  for (const text of warnings) warning(text);
  const config = { ...configured, loop: loopConfigOf(configured, options) };
  // Before anything is fetched: what is wrong with the request itself.
  checkSettings({ ...config.loop.training, method: config.loop.method });
  checkLoopConfig(config.loop);
  const request = requestOf(config, options);
  await withFlagNames(() => interruptible((signal) => act(config, request, options, signal)));
}

async function act(config: Config, request: LoopRequest, options: LoopOptions, signal: AbortSignal): Promise<void> {
  if (options.dryRun) {
    await previewLoop(config, request, { signal, json: options.json });
    return;
  }
  await using platform = await openPlatform(config, { verbose: options.verbose });
  if (options.show) await show(platform, options, signal);
  else if (config.loop.enabled && isWatching(options)) await watch(platform, options, signal);
  else await once(platform, request, options, signal);
}

const isWatching = ({ every, whenRatings }: LoopOptions): boolean => every !== undefined || whenRatings !== undefined;

/** What is given here over what is configured. */
function loopConfigOf({ loop: configured }: Config, options: LoopOptions): Config['loop'] {
  const { every, whenRatings, resume: isResumed } = options;
  if (every !== undefined && whenRatings !== undefined) {
    throw new TuneloopError('INVALID_REQUEST', 'Give --every or --when-ratings; --min-ratings goes with --every.');
  }
  if (isResumed && isWatching(options)) {
    throw new TuneloopError('INVALID_REQUEST', '--resume goes on with one loop: leave --every and --when-ratings out.');
  }
  const { name, method, promoteIf, checks, regression, judge } = options;
  const minRatings = whenRatings ?? options.minRatings;
  const given = Object.entries({ name, method, promoteIf, checks, regression, judge, minRatings });
  const training = { ...configured.training, ...settingsOf({ ...options, method: undefined }, options.set) };
  return {
    ...configured,
    ...(Object.fromEntries(given.filter(([, value]) => value !== undefined)) as Partial<Config['loop']>),
    training,
    enabled: isWatching(options),
    schedule: every,
  };
}

function requestOf({ loop: settings }: Config, { fromModel, tag, continueFrom }: LoopOptions): LoopRequest {
  const request = loopRequestOf(settings);
  const where = { ...(fromModel !== undefined && { model: fromModel }), ...(tag !== undefined && { tag }) };
  return {
    ...request,
    training: { ...request.training, continueFrom },
    ...(Object.keys(where).length > 0 && { where }),
  };
}

async function once(
  platform: Platform,
  request: LoopRequest,
  options: LoopOptions,
  signal: AbortSignal,
): Promise<void> {
  const begun = options.resume
    ? await resume(platform, (await platform.loop.last()).run.id)
    : await begin(platform, request, options, signal);
  if (!options.json) notice(`${begun.run.id}: ${begun.run.base.id} learns "${begun.run.name}" from what people said`);
  const { json } = options;
  const ended = await followRun(platform, begun, { signal, json });
  await finish(platform, ended, json === undefined ? {} : { json });
}

async function begin(
  platform: Platform,
  request: LoopRequest,
  options: LoopOptions,
  signal: AbortSignal,
): ReturnType<Platform['loop']['run']> {
  await getReady(platform, { yes: options.yes, signal });
  return platform.loop.run(request);
}

async function show({ loop: service }: Platform, { json }: LoopOptions, signal: AbortSignal): Promise<void> {
  const state = await service.state({ signal });
  if (json) printJson(state);
  else process.stdout.write(`${describeLoop(state)}\n`);
}

/** How often it is looked whether something has happened, in ms. */
const lookMs = 5000;

/** Stays until Ctrl-C, and tells of each loop as it begins and ends. */
async function watch(platform: Platform, options: LoopOptions, signal: AbortSignal): Promise<void> {
  const { jobs, loop: service } = platform;
  await getReady(platform, { yes: options.yes, signal });
  const { nextAt } = await service.state({ signal });
  notice(`${nextAt === undefined ? 'Waiting for new ratings' : `Next at ${nextAt}`}; Ctrl-C ends it.`);
  service.start();
  let told: string | undefined;
  while (!signal.aborted) {
    if (!jobs.runsElsewhere('train')) jobs.start();
    const now = await lastOf(service);
    if (now !== undefined && now !== told) {
      const state = await service.state({ signal });
      if (options.json) printJson(state);
      else notice(describeLoop(state));
    }
    told = now;
    await sleep(lookMs, undefined, { signal }).catch(() => undefined);
  }
}

/** The last loop and how far it is; without counting ratings, which reads all that were ever given. */
async function lastOf(service: Platform['loop']): Promise<string | undefined> {
  try {
    const { run, graph } = await service.last();
    return `${run.id} ${graph ? jobGraphStatus(graph.jobs) : 'ended'}`;
  } catch (error) {
    if (TuneloopError.isInstance(error) && error.code === 'NOT_FOUND') return undefined;
    throw error;
  }
}
