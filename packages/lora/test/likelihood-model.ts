import type { GenerateRequest, LoadedModel } from '@tuneloop/protocol';
import { createScriptedEngine } from '@tuneloop/runtime/scripted';

export interface LikelihoodModelOptions {
  /** What it says; `adapter` is the id of the request's, or empty. */
  answer: (request: GenerateRequest, adapter: string) => string;
  /** Nats of each token of a prompt. */
  logprob: (token: string, adapter: string) => number;
  contextSize?: number;
}

/** A scripted model whose answers and likelihoods hang on the adapter of a request, without any being loaded. */
export async function likelihoodModel(options: LikelihoodModelOptions): Promise<LoadedModel> {
  const { answer, logprob, contextSize = 4096 } = options;
  const adapterOf = new Map<string, string>();
  const engine = createScriptedEngine({
    replies: (request) => answer(request, adapterOf.get(request.id!)!),
    contextSize,
  });
  const model = await engine.load({ id: 'base' });
  let requests = 0;
  return Object.assign(Object.create(model) as LoadedModel, {
    info: model.info,
    async *generate(request, call) {
      requests += 1;
      const id = `request-${requests}`;
      const adapter = request.adapters?.[0]?.id ?? '';
      adapterOf.set(id, adapter);
      for await (const event of model.generate({ ...request, id, adapters: [] }, call)) {
        if (event.type !== 'prompt-logprobs') yield event;
        else {
          const tokens = event.tokens.map((token) =>
            token.logprob === null ? token : { ...token, logprob: logprob(token.token, adapter) },
          );
          yield { ...event, tokens };
        }
      }
    },
    [Symbol.asyncDispose]: () => model[Symbol.asyncDispose](),
  } satisfies Pick<LoadedModel, 'info' | 'generate'> & AsyncDisposable);
}
