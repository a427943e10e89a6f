import type { Interaction, LogRecord } from '@tuneloop/protocol';

/** An interaction with made-up text. */
function interaction(id: string, fields: Partial<Interaction> = {}): Interaction {
  return {
    id,
    request: id,
    step: 0,
    choice: 0,
    time: '2026-11-21T08:00:00.000Z',
    model: 'small',
    backend: 'scripted',
    adapters: [],
    prompt: { type: 'messages', messages: [{ role: 'user', content: `What is ${id}?` }] },
    output: { content: `It is ${id}.` },
    settings: { maxTokens: 100 },
    finishReason: 'stop',
    usage: { promptTokens: 10, cachedTokens: 0, completionTokens: 5, reasoningTokens: 0 },
    timings: { queueMs: 0, prefillMs: 1, timeToFirstTokenMs: 2, decodeMs: 3, totalMs: 5 },
    tags: [],
    ...fields,
  };
}

/** A line of a log, for tests: an interaction with made-up text and a fixed time, but for `fields`. */
export function testInteractionRecord(id: string, fields: Partial<Interaction> = {}): LogRecord {
  return { version: 1, type: 'interaction', interaction: interaction(id, fields) };
}
