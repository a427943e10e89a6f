import { beforeEach, expect, test, vi } from 'vitest';
import type { LabEvent } from './answer-part.ts';
import type { StoredMessage } from './conversation-item.ts';
import { inWords } from './question.ts';
import { Runs } from './runs.ts';

beforeEach(() => {
  // The page's address, of which the API's is made.
  vi.stubGlobal('document', { baseURI: 'http://127.0.0.1/' });
  vi.stubGlobal('sessionStorage', { getItem: () => null });
  vi.stubGlobal('localStorage', { getItem: () => null });
});

const question: StoredMessage = { id: '1', parent_id: null, created_at: 0, role: 'user', content: 'Hi' };
const answer: StoredMessage = { id: '2', parent_id: '1', created_at: 0, role: 'assistant', content: 'Hello.' };
const start: LabEvent = { type: 'start', id: 'chat_1', conversation_id: 'c', model_key: 'm' };
const done = { type: 'done', id: 'chat_1', response: 'Hello.' } as LabEvent;

/** A stream of these events that breaks at its end, unless `done` is the last of them. */
function stream(...events: LabEvent[]): Response {
  return new Response(events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join(''));
}

function refusal(status: number, message: string): Response {
  return new Response(JSON.stringify({ error: { message } }), { status });
}

function runsOver(responses: (Response | Error)[], stored: StoredMessage[]): { runs: Runs; asked: string[] } {
  const asked: string[] = [];
  vi.stubGlobal('fetch', async (request: Request) => {
    asked.push(`${request.method} ${new URL(request.url).pathname}`);
    const next = responses.shift()!;
    if (next instanceof Error) throw next;
    return next;
  });
  const runs = new Runs({
    readMessages: async () => stored,
    cancel: async () => undefined,
    begun: () => undefined,
    changed: async () => undefined,
  });
  return { runs, asked };
}

const body = { conversation_id: 'c', messages: [] };

test('after the connection broke, the answer is found again on the server', async () => {
  vi.useFakeTimers();
  const lost = new TypeError('network');
  const responses = [
    stream(start, { type: 'text', text: 'Hel' }),
    lost,
    stream(start, { type: 'text', text: 'Hello.' }, done),
  ];
  const { runs, asked } = runsOver(responses, [question, answer]);
  const states: (string | undefined)[] = [];
  runs.subscribe(() => states.push(runs.get('c')?.state));
  const asking = runs.ask('c', inWords('Hi'), [], body);
  await vi.runAllTimersAsync();
  await asking;
  vi.useRealTimers();
  expect(asked).toEqual(['POST /chat', 'GET /lab/conversations/c/events', 'GET /lab/conversations/c/events']);
  expect(states).toContain('reconnecting');
  expect(runs.get('c')).toMatchObject({
    state: 'finished',
    before: [question, answer],
    parts: [{ type: 'text', text: 'Hello.' }],
  });
});

test('what the server refused is told, and what it did not keep is given back', async () => {
  const { runs } = runsOver([refusal(503, 'The server is busy. Try again in a moment.')], []);
  await runs.ask('c', inWords('Hi'), [], body);
  expect(runs.get('c')).toMatchObject({
    state: 'failed',
    problem: 'The server is busy. Try again in a moment.',
    unsent: inWords('Hi'),
  });
});

test('where nothing is being made there is nothing to follow', async () => {
  const { runs } = runsOver([refusal(404, 'No answer is being made.')], [question]);
  await runs.follow('c', [question]);
  expect(runs.get('c')).toBeUndefined();
});

test('while the server stops and is not back yet, the answer is looked for; what is stored of it is read once it can be', async () => {
  vi.useFakeTimers();
  const lost = new TypeError('network');
  const responses = [
    stream(start, { type: 'text', text: 'Hel' }),
    refusal(503, 'The server is stopping.'),
    lost,
    refusal(404, 'No answer is being made.'),
  ];
  const { runs } = runsOver(responses, [question]);
  const states: (string | undefined)[] = [];
  runs.subscribe(() => states.push(runs.get('c')?.state));
  const asking = runs.ask('c', inWords('Hi'), [], body);
  await vi.runAllTimersAsync();
  await asking;
  vi.useRealTimers();
  expect(states.filter((state) => state === 'reconnecting')).toHaveLength(3);
  expect(runs.get('c')).toMatchObject({ state: 'failed', problem: undefined, unsent: undefined, before: [question] });
});
