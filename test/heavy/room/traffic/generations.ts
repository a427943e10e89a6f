import { BrokenConnection } from '../counting-client.ts';
import { expectStatus, remember, type Activity, type Session } from './session.ts';

/*
 * Generations on every surface, read to their end, left, or read slowly. A full queue is an honest answer.
 */

// Of words that come again: the scripted engine remembers each that it ever saw.
const question = (session: Session): { messages: unknown[]; max_tokens: number } => {
  const tokens = session.random.between(4, session.answerTokens);
  return {
    messages: [{ role: 'user', content: `Please say ${tokens} words, number ${session.random.between(1, 5000)}.` }],
    max_tokens: tokens,
  };
};

export const wholeAnswer: Activity = async (session) => {
  const answer = await session.client.send({ method: 'POST', route: '/v1/chat/completions', body: question(session) });
  if (expectStatus(session, 'chat completion', answer, 200, 429, 503) && answer.status === 200) {
    remember(session, answer.json['id']);
  }
};

const idIn = (text: string): string | undefined => /"id":"(chatcmpl-[^"]+)"/.exec(text)?.[1];

async function streamed(session: Session, pauseMs: number): Promise<void> {
  const body = { ...question(session), stream: true };
  let paused = false;
  const answer = await session.client.send(
    { method: 'POST', route: '/v1/chat/completions', body },
    async (_, connection) => {
      if (paused || pauseMs === 0) return;
      paused = true;
      await connection.pause(pauseMs);
    },
  );
  if (!expectStatus(session, 'stream', answer, 200, 429, 503) || answer.status !== 200) return;
  if (!answer.text.endsWith('data: [DONE]\n\n'))
    session.ledger.surprise(`a stream ended with ${answer.text.slice(-200)}`);
  remember(session, idIn(answer.text));
}

export const stream: Activity = (session) => streamed(session, 0);

export const slowReader: Activity = (session) => streamed(session, session.random.between(300, 2000));

async function left(session: Session, body: Record<string, unknown>, pieces: number): Promise<void> {
  let seen = 0;
  try {
    await session.client.send({ method: 'POST', route: '/v1/chat/completions', body }, (_, connection) => {
      seen += 1;
      if (seen >= pieces) connection.leave();
    });
  } catch (error) {
    if (!(error instanceof BrokenConnection) || !error.message.endsWith('left')) throw error;
  }
}

export const leaveInMidStream: Activity = (session) =>
  left(
    session,
    { messages: [{ role: 'user', content: 'Please say 200 words.' }], max_tokens: 200, stream: true },
    session.random.between(1, 6),
  );

export const anthropicStream: Activity = async (session) => {
  const body = { ...question(session), stream: true };
  const answer = await session.client.send({ method: 'POST', route: '/v1/messages', body });
  if (!expectStatus(session, 'messages', answer, 200, 429, 529) || answer.status !== 200) return;
  if (!answer.text.includes('event: message_stop'))
    session.ledger.surprise(`/v1/messages ended with ${answer.text.slice(-200)}`);
  remember(session, /"id":"(msg_[^"]+)"/.exec(answer.text)?.[1]);
};

export const response: Activity = async (session) => {
  const { max_tokens } = question(session);
  const body = { input: `Please say ${max_tokens} words.`, max_output_tokens: Math.max(16, max_tokens) };
  const answer = await session.client.send({ method: 'POST', route: '/v1/responses', body });
  if (!expectStatus(session, 'responses', answer, 200, 429, 503) || answer.status !== 200) return;
  remember(session, answer.json['id']);
  const path = `/v1/responses/${String(answer.json['id'])}`;
  const stored = await session.client.send({ method: 'GET', route: '/v1/responses/{id}', path });
  expectStatus(session, 'stored response', stored, 200);
};

export const completion: Activity = async (session) => {
  const body = { prompt: 'The sea is', max_tokens: session.random.between(2, session.answerTokens) };
  const answer = await session.client.send({ method: 'POST', route: '/v1/completions', body });
  if (expectStatus(session, 'completion', answer, 200, 429, 503) && answer.status === 200) {
    remember(session, answer.json['id']);
  }
};

export const ollama: Activity = async (session) => {
  const { messages, max_tokens } = question(session);
  const body = { model: 'default', messages, options: { num_predict: max_tokens } };
  const answer = await session.client.send({ method: 'POST', route: '/api/chat', body });
  if (!expectStatus(session, '/api/chat', answer, 200, 429, 503) || answer.status !== 200) return;
  remember(session, answer.headers['x-tuneloop-interaction']);
};

export const tokens: Activity = async (session) => {
  const answer = await session.client.send({
    method: 'POST',
    route: '/tokenize',
    body: { content: 'The sea is blue.' },
  });
  expectStatus(session, 'tokenize', answer, 200);
};

/** In a conversation that the server keeps, with its tools. */
export const conversation: Activity = async (session) => {
  const wantsTool = session.random.next() < 0.4;
  const content = wantsTool ? 'Please list files here.' : `Please say ${session.random.between(3, 9)} words.`;
  const body = {
    conversation_id: session.conversation,
    messages: [{ role: 'user', content }],
    max_tokens: session.random.between(4, session.answerTokens),
    enable_tools: wantsTool,
    stream: session.random.next() < 0.5,
  };
  const answer = await session.client.send({ method: 'POST', route: '/chat', body });
  if (!expectStatus(session, '/chat', answer, 200, 429, 503) || answer.status !== 200) return;
  const id = body.stream ? /"id":"(chat_[^"]+)"/.exec(answer.text)?.[1] : answer.json['id'];
  // Nothing was said where the model ended at once.
  if (typeof id === 'string') remember(session, id);
};

export const freshConversation: Activity = async (session) => {
  const path = `/lab/conversations/${session.conversation}`;
  const tree = await session.client.send({ method: 'GET', route: '/lab/conversations/{id}', path });
  expectStatus(session, 'a conversation', tree, 200, 404);
  session.conversation = `soak-${session.random.between(0, 1e9)}`;
};

/** The adapter's file appears, is asked, and is taken away again. */
export const adapterSwap: Activity = async (session) => {
  if (!session.adapter) return;
  const { name, put, remove } = session.adapter;
  await put();
  const body = { ...question(session), model: name };
  const until = performance.now() + 10_000;
  for (;;) {
    const answer = await session.client.send({ method: 'POST', route: '/v1/chat/completions', body });
    if (!expectStatus(session, 'adapter', answer, 200, 404, 429, 503)) break;
    if (answer.status === 200) remember(session, answer.json['id']);
    if (answer.status !== 404) break;
    if (performance.now() > until) {
      session.ledger.surprise(`the adapter ${name} did not appear within 10 s`);
      break;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  await remove();
};
