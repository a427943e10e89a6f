import { TuneloopError, type GenerateRequest, type LoadedModel, type ModelInfo } from '@tuneloop/protocol';

/**
 * Errors: `UNSUPPORTED` when the model does not generate, or the request holds images or a gap and the model cannot see or
 * fill it.
 */
export function requireGeneration(info: ModelInfo, request: GenerateRequest): void {
  if (!info.capabilities.generate) {
    throw new TuneloopError('UNSUPPORTED', `The model "${info.id}" does not generate text; choose one that does.`, {
      details: { param: 'model' },
    });
  }
  if (request.prompt.type === 'infill' && !info.capabilities.infill) {
    throw new TuneloopError(
      'UNSUPPORTED',
      `The model "${info.id}" cannot fill a gap; choose one that was made for it.`,
      {
        details: { param: 'model' },
      },
    );
  }
  if (info.capabilities.images || request.prompt.type !== 'messages') return;
  const position = request.prompt.messages.findIndex(
    ({ content }) => typeof content !== 'string' && content.some(({ type }) => type === 'image'),
  );
  if (position === -1) return;
  throw new TuneloopError('UNSUPPORTED', `The model "${info.id}" cannot see images; send text only.`, {
    details: { param: `messages[${position}].content` },
  });
}

/** Errors: `UNSUPPORTED` when adapters are chosen and the model's engine has none. */
export function requireAdapters({ info, adapters }: LoadedModel, request: Pick<GenerateRequest, 'adapters'>): void {
  if (adapters || !request.adapters?.length) return;
  throw new TuneloopError('UNSUPPORTED', `The model "${info.id}" takes no adapters; leave "lora" out.`, {
    details: { param: 'lora' },
  });
}

/** Errors: `UNSUPPORTED` when the model cannot embed. */
export function requireEmbedding(info: ModelInfo): void {
  if (info.capabilities.embed) return;
  throw new TuneloopError('UNSUPPORTED', `The model "${info.id}" cannot embed; choose one that can.`, {
    details: { param: 'model' },
  });
}

/** Errors: `UNSUPPORTED` when the model cannot score documents. */
export function requireReranking(info: ModelInfo): void {
  if (info.capabilities.rerank) return;
  throw new TuneloopError('UNSUPPORTED', `The model "${info.id}" does not rank documents; choose a reranking model.`, {
    details: { param: 'model' },
  });
}
