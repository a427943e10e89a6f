import { basename } from 'node:path';
import type { Request, Response } from 'express';
import type { ModelHost } from '../models/model-host.ts';
import type { BuildInfo } from '../build-info.ts';
import type { PlatformState } from './health.ts';

export interface PropsOptions {
  host: ModelHost;
  state: () => PlatformState;
  build: BuildInfo;
}

/** What is served and how: the model, its context, slots, the engine's choices with their reasons, the build. */
export function propsHandler({ host, state, build }: PropsOptions) {
  return async (_request: Request, response: Response): Promise<void> => {
    const current = host.state;
    const base = { state: state(), build_info: `tuneloop ${build.version}`, build };
    if (current.status !== 'ready') {
      response.json({ ...base, model: host.source?.id ?? null });
      return;
    }
    const { info } = current.model;
    const { activeRequests, queuedRequests, memoryBytes } = await current.model.status();
    response.json({
      ...base,
      model: info.id,
      // The file's name alone: where it lies is nobody's concern.
      model_path: host.source?.path === undefined ? null : basename(host.source.path),
      engine: info.engine,
      architecture: info.architecture ?? null,
      parameters: info.parameters ?? null,
      size_bytes: info.sizeBytes ?? null,
      context_size: info.contextSize,
      trained_context_size: info.trainedContextSize ?? null,
      total_slots: info.slots,
      queue_limit: info.queueLimit,
      active_requests: activeRequests,
      queued_requests: queuedRequests,
      memory_bytes: memoryBytes ?? null,
      capabilities: info.capabilities,
      choices: info.choices,
    });
  };
}
