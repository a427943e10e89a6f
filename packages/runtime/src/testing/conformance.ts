import type { LoadedModel } from '@tuneloop/protocol';
import { afterAll, beforeAll, describe } from 'vitest';
import { testAdapters } from './conformance/adapters.ts';
import { testContextShift } from './conformance/context-shift.ts';
import { testEmbedding } from './conformance/embedding.ts';
import { testGeneration } from './conformance/generation.ts';
import { testInfill } from './conformance/infill.ts';
import { testLifecycle } from './conformance/lifecycle.ts';
import { testLimits } from './conformance/limits.ts';
import type { ConformanceContext, EngineConformanceOptions } from './conformance/options.ts';
import { testPromptLogprobs } from './conformance/prompt-logprobs.ts';
import { testReranking } from './conformance/reranking.ts';
import { testSampling } from './conformance/sampling.ts';
import { testScheduling } from './conformance/scheduling.ts';
import { testSlotStates } from './conformance/slot-states.ts';
import { testStructuredOutput } from './conformance/structured-output.ts';
import { testTokenizer } from './conformance/tokenizer.ts';

/**
 * Registers the vitest tests that every engine must pass. Call it in a test file; `vitest` is an optional peer of this
 * package. An engine's own tests add only what is its own.
 */
export function testEngine(options: EngineConformanceOptions): void {
  describe(`engine ${options.name}`, { timeout: options.timeoutMs ?? 60_000 }, () => {
    let loaded: LoadedModel | undefined;
    const context: ConformanceContext = {
      options,
      get model() {
        if (loaded) return loaded;
        throw new Error('The model is loaded before the first test, not before.');
      },
    };

    beforeAll(async () => {
      loaded = await (await options.engine()).load(options.model);
    }, options.timeoutMs ?? 60_000);

    afterAll(() => loaded?.[Symbol.asyncDispose]());

    testGeneration(context);
    testSampling(context);
    testStructuredOutput(context);
    testScheduling(context);
    testLimits(context);
    testEmbedding(context);
    testTokenizer(context);
    testReranking(context);
    testInfill(context);
    testPromptLogprobs(context);
    testContextShift(context);
    testSlotStates(context);
    testAdapters(context);
    testLifecycle(options);
  });
}
