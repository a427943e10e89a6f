import { basename } from 'node:path';
import { clientOf } from '@tuneloop/openai-server';
import type { ModelInfo } from '@tuneloop/protocol';
import type { Request, Response } from 'express';
import type { BuildInfo } from '../build-info.ts';
import type { ModelHost } from '../models/model-host.ts';
import type { DefaultModelFacts } from './default-model-facts.ts';
import { defaultGenerationSettings } from './generation-settings.ts';
import type { PlatformState } from './health.ts';

export interface PropsOptions {
  host: ModelHost;
  /** What the model itself does not tell. */
  facts: () => Promise<DefaultModelFacts>;
  state: () => PlatformState;
  build: BuildInfo;
}

/**
 * What is served and how, in the shape of llama-server's `GET /props`, and beside it the model, its context, slots, the
 * engine's choices with their reasons, the build.
 */
export function propsHandler({ host, facts, state, build }: PropsOptions) {
  return async (request: Request, response: Response): Promise<void> => {
    const current = host.state;
    const base = { state: state(), build_info: `tuneloop ${build.version}`, build };
    if (current.status !== 'ready') {
      response.json({ ...base, model: host.source?.id ?? null });
      return;
    }
    const { info } = current.model;
    const [{ activeRequests, queuedRequests, memoryBytes }, { sampling, chatTemplate }] = await Promise.all([
      current.model.status(),
      facts(),
    ]);
    response.json({
      ...base,
      default_generation_settings: await defaultGenerationSettings(info, sampling),
      total_slots: info.slots,
      model_alias: info.id,
      // The file's name alone: where it lies is nobody's concern.
      model_path: host.source?.path === undefined ? null : basename(host.source.path),
      chat_template: chatTemplate ?? '',
      modalities: { vision: info.capabilities.images, audio: false, video: false },
      endpoint_slots: true,
      endpoint_props: false,
      is_sleeping: false,
      model: info.id,
      engine: info.engine,
      architecture: info.architecture ?? null,
      parameters: info.parameters ?? null,
      size_bytes: info.sizeBytes ?? null,
      context_size: info.contextSize,
      trained_context_size: info.trainedContextSize ?? null,
      queue_limit: info.queueLimit,
      active_requests: activeRequests,
      queued_requests: queuedRequests,
      memory_bytes: memoryBytes ?? null,
      capabilities: info.capabilities,
      choices: shownChoices(info, request),
    });
  };
}

/** Where upstreams are is for who may steer the server. */
function shownChoices({ choices }: ModelInfo, request: Request): ModelInfo['choices'] {
  const client = clientOf(request);
  if (client === undefined || client.scopes.includes('admin')) return choices;
  return choices.map((choice, index) =>
    choice.name === 'upstream' ? { ...choice, value: String(index + 1) } : choice,
  );
}
