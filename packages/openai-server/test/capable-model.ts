import { createStubModel, type StubModel } from './stub-model.ts';

/** A stub that can do everything that a model may leave out. */
export function createCapableModel(): StubModel {
  const stub = createStubModel();
  const state = { tokens: 3, sizeBytes: 64 };
  return Object.assign(stub, {
    info: { ...stub.info, capabilities: { ...stub.info.capabilities, rerank: true, infill: true } },
    tokenizer: {
      tokenize: async (text: string) => [...Buffer.from(text)],
      detokenize: async (tokens: readonly number[]) => Buffer.from(tokens).toString(),
      pieces: async (tokens: readonly number[]) => tokens.map((id) => ({ id, bytes: [id] })),
      renderPrompt: async () => 'rendered',
    },
    slotStates: { save: async () => state, restore: async () => state, erase: async () => state.tokens },
    rerank: async ({ documents }: { documents: string[] }) => ({
      scores: documents.map((_, index) => index / documents.length),
      usage: { promptTokens: 5 },
    }),
  });
}
