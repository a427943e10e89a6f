import { TuneloopError, type GenerateRequest, type LoadedModel, type ModelInfo } from '@tuneloop/protocol';

/** Errors: `UNSUPPORTED` when the model embeds only, or the request holds images and the model cannot see. */
export function requireGeneration(info: ModelInfo, request: GenerateRequest): void {
  if (!info.capabilities.generate) {
    throw new TuneloopError('UNSUPPORTED', `The model "${info.id}" embeds only; choose one that generates.`, {
      details: { param: 'model' },
    });
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
