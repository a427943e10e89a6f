import { setTimeout as sleep } from 'node:timers/promises';
import OpenAI from 'openai';

export interface ClientsReport {
  answers: number;
  /** What went wrong, and streams that ended without a finish reason. */
  problems: string[];
}

/** Between two questions of a client. */
const readingMs = 4000;

export interface StreamingClients {
  /** Lets every client finish its answer. */
  stop(): Promise<ClientsReport>;
}

/** Clients that ask and read streams, one after another, until they are stopped; none of them tries anything again. */
export function startStreamingClients(baseURL: string, model: string, clients: number): StreamingClients {
  const report: ClientsReport = { answers: 0, problems: [] };
  const stopping = new AbortController();

  async function ask(number: number): Promise<void> {
    const client = new OpenAI({ baseURL, apiKey: 'none', maxRetries: 0 });
    while (!stopping.signal.aborted) {
      try {
        const content = `Write a sentence about the number ${number}.`;
        const stream = await client.chat.completions.create({
          model,
          messages: [{ role: 'user', content }],
          max_tokens: 12,
          stream: true,
        });
        let finish: string | null = null;
        for await (const { choices } of stream) finish = choices[0]?.finish_reason ?? finish;
        if (finish === null) report.problems.push('a stream was cut');
        else report.answers += 1;
      } catch (error) {
        report.problems.push(String(error));
      }
      // A person reads; without it nothing of a small machine is left for the training.
      await sleep(readingMs);
    }
  }

  const running = Promise.all(Array.from({ length: clients }, (_, number) => ask(number)));
  return {
    async stop() {
      stopping.abort();
      await running;
      return report;
    },
  };
}
