import { TuneloopError, type ModelCapabilities } from '@tuneloop/protocol';
import type { UpstreamClient } from '../http/upstream-client.ts';
import type { UpstreamKind, UpstreamOptions } from '../options.ts';
import { numberOf, objectOf } from '../wire/read-json.ts';
import { findModel, kindOf, listModels, type ListedModel } from './model-list.ts';
import type { TokenizerDialect, UpstreamProfile } from './upstream-profile.ts';

/** What one place may hold when the server does not say how many requests it takes at once. */
const assumedSlots = 32;
/** llama-server looks at the model first, then refuses this; an empty body is an inner error to it. */
const noGap = { input_extra: 0 };

/**
 * Finds out what a server is and what its model can do: its list of models, `/props`, and whether the routes beyond
 * OpenAI's exist. Nothing is generated.
 *
 * Errors: `MODEL_NOT_FOUND`; those of the request when the server does not answer.
 */
export async function probeUpstream(
  client: UpstreamClient,
  options: UpstreamOptions,
  modelId: string,
  signal?: AbortSignal,
): Promise<UpstreamProfile> {
  const models = await listModels(client, signal);
  const kind = options.kind ?? kindOf(models);
  const model = findModel(models, options.model ?? modelId, client.name);
  const isLlamaCpp = kind === 'tuneloop' || kind === 'llama.cpp';
  const props = isLlamaCpp ? await readProps(client, model.id, signal) : {};
  const [rerank, infill, tokenizer, loadsAdapters, savesSlots] = await Promise.all([
    hasRoute(client, '/v1/rerank', {}, signal),
    isLlamaCpp && hasRoute(client, '/infill', noGap, signal),
    findTokenizer(client, kind, signal),
    (kind === 'vllm' || kind === 'tuneloop') && hasRoute(client, '/v1/load_lora_adapter', {}, signal),
    isLlamaCpp && hasRoute(client, '/slots/0?action=none', {}, signal),
  ]);
  const generation = objectOf(props['default_generation_settings']);
  return {
    isComplete: !isLlamaCpp || props['total_slots'] !== undefined,
    kind,
    model: model.id,
    contextSize: numberOf(props['context_size']) ?? numberOf(generation['n_ctx']) ?? model.contextSize,
    trainedContextSize: model.trainedContextSize ?? numberOf(props['trained_context_size']),
    slots: numberOf(props['total_slots']) ?? assumedSlots,
    capabilities: capabilitiesOf(kind, props, { rerank, infill }),
    tokenizer,
    vocabularySize: model.vocabularySize,
    adapters: adaptersOf(models ?? [], model),
    loadsAdapters,
    savesSlots,
  };
}

/**
 * Looks whether a server that is well still is, and still has the model; its adapters come and go. One short request, since
 * it is asked again and again.
 *
 * Errors: as those of `probeUpstream`.
 */
export async function refreshProfile(
  client: UpstreamClient,
  profile: UpstreamProfile,
  signal?: AbortSignal,
): Promise<UpstreamProfile> {
  const models = await listModels(client, signal);
  const model = findModel(models, profile.model, client.name);
  return { ...profile, adapters: adaptersOf(models ?? [], model) };
}

/**
 * A server may hide it (our router alone has none), or tell of its default model alone: then nothing is known from there.
 */
async function readProps(
  client: UpstreamClient,
  model: string,
  signal?: AbortSignal,
): Promise<Record<string, unknown>> {
  try {
    const props = objectOf(await client.json('/props', { method: 'GET', signal }));
    const { model: described = model } = props;
    return described === model ? props : {};
  } catch (error) {
    if (isRefusal(error)) return {};
    throw error;
  }
}

/** `body` asks for nothing: a route that exists refuses it as a mistake. */
async function hasRoute(client: UpstreamClient, path: string, body: object, signal?: AbortSignal): Promise<boolean> {
  try {
    await client.json(path, { body, signal });
    return true;
  } catch (error) {
    if (!isRefusal(error)) throw error;
    const { code, details } = error as TuneloopError;
    return code !== 'UNSUPPORTED' && (details['status'] === 400 || details['status'] === 422);
  }
}

async function findTokenizer(
  client: UpstreamClient,
  kind: UpstreamKind,
  signal?: AbortSignal,
): Promise<TokenizerDialect | undefined> {
  if (kind === 'tuneloop' || kind === 'llama.cpp') {
    return (await hasRoute(client, '/tokenize', {}, signal)) ? 'llama.cpp' : undefined;
  }
  if (kind === 'vllm' || kind === 'sglang')
    return (await hasRoute(client, '/tokenize', {}, signal)) ? 'vllm' : undefined;
  return undefined;
}

function capabilitiesOf(
  kind: UpstreamKind,
  props: Record<string, unknown>,
  routes: Pick<ModelCapabilities, 'rerank' | 'infill'>,
): ModelCapabilities {
  const ours = objectOf(props['capabilities']);
  const told = (name: keyof ModelCapabilities, otherwise: boolean): boolean =>
    typeof ours[name] === 'boolean' ? ours[name] : otherwise;
  const { modalities } = props;
  // llama-server leaves tools out, without a word, where the model's template has no place for them.
  const knowsTools = objectOf(props['chat_template_caps'])['supports_tools'] !== false;
  const sees = modalities === undefined ? kind !== 'tuneloop' : objectOf(modalities)['vision'] === true;
  // What a server keeps to itself is taken for given: it refuses what it cannot do.
  return {
    generate: told('generate', true),
    embed: told('embed', true),
    rerank: told('rerank', routes.rerank),
    infill: told('infill', routes.infill),
    images: told('images', sees),
    tools: told('tools', knowsTools),
    reasoning: told('reasoning', true),
  };
}

function adaptersOf(models: readonly ListedModel[], base: ListedModel): Map<string, string> {
  const found = models.filter(({ parent }) => parent !== undefined && parent === base.id);
  return new Map(
    found.map(({ id }) => [id.startsWith(`${base.id}:`) ? id.slice(base.id.length + 1) : id, id] as const),
  );
}

/** Whether the server refused the request. One that is just loading its model, or fails, has said nothing of it. */
function isRefusal(error: unknown): boolean {
  const status = TuneloopError.isInstance(error) ? error.details['status'] : undefined;
  return typeof status === 'number' && (status < 500 || status === 501);
}
