import {
  throwIfAborted,
  TuneloopError,
  type Engine,
  type LoadedModel,
  type LoadOptions,
  type ModelCapabilities,
  type ModelInfo,
  type ModelSource,
} from '@tuneloop/protocol';
import { createDispatcher } from './http/dispatcher.ts';
import { UpstreamClient } from './http/upstream-client.ts';
import { RemoteModel } from './model.ts';
import { parseRemoteOptions, type RemoteEngineOptions, type RemoteSettings } from './options.ts';
import { UpstreamPool } from './pool/upstream-pool.ts';
import { Upstream } from './pool/upstream.ts';
import { probeUpstream, refreshProfile } from './probe/probe-upstream.ts';
import type { UpstreamProfile } from './probe/upstream-profile.ts';

const assumedContextSize = 32_768;

/**
 * Serves the models of other servers that answer OpenAI's API. Several upstreams share the requests: each conversation
 * keeps to one, which has its prefix in its cache; one that fails is left out until it answers again; a request whose
 * upstream fails before the first token goes to another.
 *
 * A model is loaded when its upstreams were asked what they have; `ModelSource.path` is not used. The id `default` takes
 * the first model of each upstream that names none in its options.
 *
 * Errors: `INVALID_REQUEST` for options that make no sense. Of loading: `UPSTREAM_FAILED` when no upstream answers,
 * `MODEL_NOT_FOUND` when none has the model, `ABORTED`.
 */
export function createRemoteEngine(options: RemoteEngineOptions): Engine {
  const settings = parseRemoteOptions(options);
  return {
    name: 'remote',
    load: (model, loadOptions) => loadRemoteModel(settings, model, loadOptions),
  };
}

/** What stands behind the upstreams, where it belongs to the model. */
export interface Backing {
  /** Instead of `remote`, in `ModelInfo.engine`. */
  engine: string;
  processId: () => number | undefined;
  /** Where it saves slots, if it does. */
  slotSaveFolder: string | undefined;
  close: () => Promise<void>;
}

export async function loadRemoteModel(
  settings: RemoteSettings,
  { id }: ModelSource,
  { signal, onProgress }: LoadOptions = {},
  backing?: Backing,
): Promise<LoadedModel> {
  throwIfAborted(signal);
  onProgress?.({ phase: 'load', completed: 0, total: 1000, label: id });
  const upstreams = settings.upstreams.map((options) => {
    const dispatcher = createDispatcher(options.url, settings);
    const { url, apiKey } = options;
    return new Upstream(
      options,
      new UpstreamClient({ url, apiKey, dispatcher, headers: settings.headers }),
      dispatcher,
    );
  });
  const close = async (): Promise<void> => {
    await Promise.all([...upstreams.map(async ({ dispatcher }) => dispatcher.destroy()), backing?.close()]);
  };
  const probe = async (upstream: Upstream, probeSignal?: AbortSignal): Promise<void> => {
    const { client, options, profile, healthy } = upstream;
    // One that was away may come back as another program, with another model.
    upstream.profile =
      profile?.isComplete && healthy
        ? await refreshProfile(client, profile, probeSignal)
        : await probeUpstream(client, options, id, probeSignal);
  };
  try {
    const outcomes = await Promise.allSettled(upstreams.map(async (upstream) => probe(upstream, signal)));
    throwIfAborted(signal);
    for (const [place, { status }] of outcomes.entries()) if (status === 'fulfilled') upstreams[place]?.succeeded();
    const failures = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : []));
    if (failures.length === upstreams.length) throw TuneloopError.from(failures[0]);
    for (const [place, outcome] of outcomes.entries()) {
      const upstream = upstreams[place]?.name ?? '';
      if (outcome.status === 'fulfilled') continue;
      const reason = TuneloopError.from(outcome.reason).message;
      settings.onUpstreamChange?.({ upstream, healthy: false, reason });
    }
  } catch (error) {
    await close();
    throw error;
  }
  const profiles = upstreams.flatMap(({ profile }) => (profile === undefined ? [] : [profile]));
  const info = describe(id, profiles, upstreams, settings);
  onProgress?.({ phase: 'load', completed: 1000, total: 1000, label: info.id });
  return new RemoteModel({
    info: { ...info, engine: backing?.engine ?? info.engine },
    processId: backing?.processId,
    slotSaveFolder: backing?.slotSaveFolder,
    pool: new UpstreamPool({
      upstreams,
      probe,
      healthCheckMs: settings.healthCheckMs,
      onChange: settings.onUpstreamChange,
    }),
    close,
  });
}

/** What all upstreams together can do: a request may come to any of them. */
function describe(
  id: string,
  profiles: readonly UpstreamProfile[],
  upstreams: readonly Upstream[],
  settings: RemoteSettings,
): ModelInfo {
  const sizes = profiles.flatMap(({ contextSize }) => (contextSize === undefined ? [] : [contextSize]));
  const contextSize = sizes.length > 0 ? Math.min(...sizes) : (settings.contextSize ?? assumedContextSize);
  const [first] = profiles;
  const trained = profiles.flatMap(({ trainedContextSize }) => trainedContextSize ?? []);
  return {
    id: id === 'default' ? (first?.model ?? id) : id,
    engine: 'remote',
    contextSize,
    trainedContextSize: trained.length > 0 ? Math.min(...trained) : undefined,
    slots: placesOf(upstreams),
    queueLimit: settings.queueLimit,
    queueWaitMs: settings.queueWaitMs,
    capabilities: { ...commonCapabilities(profiles), ...settings.capabilities },
    choices: [
      ...upstreams.map(({ name, profile, maxConcurrent }) => ({
        name: 'upstream',
        value: name,
        reason:
          profile === undefined
            ? 'did not answer when the model was loaded'
            : `${profile.kind}, model ${profile.model}, ${maxConcurrent} requests at a time`,
      })),
      ...(sizes.length > 0
        ? []
        : [
            { name: 'context', value: String(contextSize), reason: 'no upstream says; set contextSize if it is wrong' },
          ]),
    ],
  };
}

/** Those that are away count as the largest of the others: each keeps to its own limit when it comes. */
function placesOf(upstreams: readonly Upstream[]): number {
  const largest = Math.max(1, ...upstreams.map(({ profile, maxConcurrent }) => (profile ? maxConcurrent : 1)));
  const places = upstreams.map(({ profile, options, maxConcurrent }) =>
    profile ? maxConcurrent : (options.maxConcurrent ?? largest),
  );
  return places.reduce((sum, count) => sum + count, 0);
}

function commonCapabilities(profiles: readonly UpstreamProfile[]): ModelCapabilities {
  const all = (name: keyof ModelCapabilities): boolean => profiles.every(({ capabilities }) => capabilities[name]);
  return {
    generate: all('generate'),
    embed: all('embed'),
    rerank: all('rerank'),
    infill: all('infill'),
    images: all('images'),
    tools: all('tools'),
    reasoning: all('reasoning'),
  };
}
