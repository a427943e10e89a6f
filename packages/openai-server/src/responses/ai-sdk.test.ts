import { createOpenAI } from '@ai-sdk/openai';
import { describe } from 'vitest';
import { testAiSdk } from '../../test/ai-sdk-suite.ts';

describe('the Vercel AI SDK on the Responses API', () => {
  testAiSdk((baseURL) => createOpenAI({ baseURL, apiKey: 'none' })('weather'), {
    openai: { reasoningSummary: 'auto', forceReasoning: true },
  });
});
