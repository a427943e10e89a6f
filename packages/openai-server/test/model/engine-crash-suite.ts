import OpenAI from 'openai';
import { expect, test } from 'vitest';
import { createModelProvider } from '../../src/models/create-model-provider.ts';
import { startServer } from '../start-server.ts';
import type { LoadModel } from '../load-embedded-model.ts';

/** Whichever engine it is: a process that dies takes its requests along, and nothing else. */
export function testEngineCrash(load: LoadModel): void {
  const streams = 8;
  // Banning the tokens that end an answer keeps every answer going until its limit, or until the process dies.
  const question = {
    model: 'default',
    messages: [{ role: 'user' as const, content: 'Count to one thousand.' }],
    logit_bias: { '0': -100, '1': -100, '2': -100 },
  };

  test("killing the engine's process under load fails what runs, cleanly, and the next requests are served", async () => {
    await using model = await load({ slots: streams, contextSize: 1024 });
    await using server = await startServer({ models: createModelProvider([model]) });
    const client = new OpenAI({ baseURL: `${server.url}/v1`, apiKey: 'none', maxRetries: 0 });
    const { processId } = await model.status();

    let begun = 0;
    const allBegun = Promise.withResolvers<void>();
    const running = Array.from({ length: streams }, async () => {
      const stream = await client.chat.completions.create({ ...question, stream: true });
      let chunks = 0;
      for await (const _ of stream) if (++chunks === 2 && ++begun === streams) allBegun.resolve();
    });
    const outcomes = Promise.allSettled(running);
    await allBegun.promise;
    process.kill(processId!, 'SIGKILL');

    for (const outcome of await outcomes) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'engine_failed', type: 'server_error' } });
      expect(outcome.status === 'rejected' && outcome.reason).toBeInstanceOf(OpenAI.APIError);
    }
    const served = await Promise.all(
      Array.from({ length: streams }, () => client.chat.completions.create({ ...question, max_tokens: 4 })),
    );
    for (const { usage } of served) expect(usage?.completion_tokens).toBe(4);
    const restarted = await model.status();
    expect(restarted.processId).not.toBe(processId);
    expect(restarted.activeRequests).toBe(0);
    expect((await fetch(`${server.url}/v1/models`)).status).toBe(200);
  });
}
