import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Interaction, RatingValue } from '@tuneloop/protocol';
import { openInteractionLog, type OpenInteractionLog } from '@tuneloop/rlhf';
import { testInteractionRecord } from '@tuneloop/rlhf/testing';

/** A log that a test fills. */
export interface LoopLog extends AsyncDisposable {
  log: OpenInteractionLog;
  /** Records an answer; its id. */
  answer(prompt: string, content: string, more?: Partial<Interaction>): string;
  rate(id: string, value: RatingValue, author?: string): Promise<void>;
  /** Answers to so many different prompts, each corrected. */
  corrected(count: number): Promise<void>;
}

export function openLoopLog(folder: string): LoopLog {
  const log = openInteractionLog({ folder: join(folder, 'log') });
  let made = 0;
  const answer: LoopLog['answer'] = (prompt, content, more = {}) => {
    const id = randomUUID();
    log.append(
      testInteractionRecord(id, {
        time: new Date().toISOString(),
        prompt: { type: 'messages', messages: [{ role: 'user', content: prompt }] },
        output: { content },
        ...more,
      }),
    );
    return id;
  };
  const rate: LoopLog['rate'] = async (id, value, author = 'ada') => {
    await log.rate('all', id, value, { author, source: 'api' });
  };
  return {
    log,
    answer,
    rate,
    async corrected(count) {
      for (let index = 0; index < count; index += 1) {
        await rate(answer(`Question ${(made += 1)}`, 'wrong'), { correction: 'right' });
      }
    },
    [Symbol.asyncDispose]: () => log.close(),
  };
}
