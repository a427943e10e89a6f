import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { JudgedInteraction, LogRecord } from '@tuneloop/protocol';

/** A line of the flat file that every program reads. */
export interface FlatInteraction {
  id: string;
  time: string;
  messages: { role: 'system' | 'user' | 'assistant'; content: string }[];
  answer: string;
  thumb: 'up' | 'down';
}

const words =
  'the a model answers question because data layer token weight of in to is and for with from local loss'.split(' ');

/** Two to four answers of each prompt, in no order, of a few hundred characters. */
function* generatedInteractions(count: number): Generator<FlatInteraction> {
  const prompts = Math.max(1, Math.floor(count / 3));
  for (let index = 0; index < count; index += 1) {
    const prompt = (index * 7919) % prompts;
    const messages: FlatInteraction['messages'] = [{ role: 'user', content: `${prompt}: ${text(prompt, 40)}` }];
    if (prompt % 4 === 0) messages.unshift({ role: 'system', content: 'Answer briefly.' });
    yield {
      id: `i${index}`,
      time: new Date(Date.UTC(2026, 0, 1) + index * 1000).toISOString(),
      messages,
      answer: `${index}: ${text(index + 1, 60)}`,
      thumb: (index * 31 + 3 * Math.floor(index / prompts)) % 5 < 3 ? 'up' : 'down',
    };
  }
}

export function judgedOf({ id, time, messages, answer, thumb }: FlatInteraction): JudgedInteraction {
  return {
    interaction: {
      id,
      request: id,
      step: 0,
      choice: 0,
      time,
      model: 'demo',
      backend: 'scripted',
      adapters: [],
      prompt: { type: 'messages', messages },
      output: { content: answer },
      settings: {},
      finishReason: 'stop',
      tags: [],
    },
    ratings: [{ id: `r-${id}`, interaction: id, time, author: 'ann', source: 'api', thumb }],
    choices: [],
  };
}

export async function writeFlat(path: string, count: number): Promise<void> {
  await writeLines(path, count, (flat) => `${JSON.stringify(flat)}\n`);
}

/** As a file of a log's folder. */
export async function writeLog(path: string, count: number): Promise<void> {
  await writeLines(path, count, (flat) => {
    const { interaction, ratings } = judgedOf(flat);
    const records: LogRecord[] = [
      { version: 1, type: 'interaction', interaction },
      { version: 1, type: 'rating', rating: ratings[0]! },
    ];
    return records.map((record) => `${JSON.stringify(record)}\n`).join('');
  });
}

async function writeLines(path: string, count: number, line: (flat: FlatInteraction) => string): Promise<void> {
  const lines = function* (): Generator<string> {
    let piece = '';
    for (const flat of generatedInteractions(count)) {
      piece += line(flat);
      if (piece.length < 65_536) continue;
      yield piece;
      piece = '';
    }
    yield piece;
  };
  await pipeline(Readable.from(lines()), createWriteStream(path));
}

function text(seed: number, length: number): string {
  let state = seed + 1;
  const chosen: string[] = [];
  for (let index = 0; index < length; index += 1) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff;
    chosen.push(words[(state >> 8) % words.length]!);
  }
  return chosen.join(' ');
}
