import { createAnthropic } from '@ai-sdk/anthropic';
import { describe } from 'vitest';
import { testAiSdk } from '../../test/ai-sdk-suite.ts';

describe("the Vercel AI SDK with Anthropic's messages", () => {
  testAiSdk((baseURL) => createAnthropic({ baseURL, apiKey: 'none' })('weather'), {
    anthropic: { thinking: { type: 'enabled', budgetTokens: 1024 } },
  });
});
