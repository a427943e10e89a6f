import { remember, type Activity, type Session } from './session.ts';

interface ServerMessage {
  type: string;
  id?: string;
  chunk?: { id?: string };
  error?: { message?: string; code?: string };
}

/** Two generations over one WebSocket, of which the second may be cancelled. */
export const webSocket: Activity = async (session) => {
  const socket = new WebSocket(`${session.client.url.replace('http', 'ws')}/v1/ws`);
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const timer = setTimeout(() => reject(new Error('a WebSocket was not done within four minutes')), 240_000);
  let cancels = session.random.next() < 0.5;
  const ids = new Map<string, string>();
  const open = new Set(['a', 'b']);
  const send = (message: unknown): void => socket.send(JSON.stringify(message));
  const request = (words: number) => ({
    messages: [{ role: 'user', content: `Please say ${words} words.` }],
    max_tokens: words,
  });
  socket.addEventListener('message', ({ data }) => {
    const message = JSON.parse(String(data)) as ServerMessage;
    if (message.type === 'authentication-required') send({ type: 'authenticate', key: session.client.key });
    if (message.type === 'ready') {
      send({ type: 'generate', id: 'a', request: request(8) });
      send({ type: 'generate', id: 'b', request: request(60) });
    }
    if (message.type === 'chunk') {
      if (message.chunk?.id) ids.set(message.id!, message.chunk.id);
      if (message.id === 'b' && cancels) send({ type: 'cancel', id: 'b' });
      if (message.id === 'b') cancels = false;
    }
    // It was done before it was cancelled.
    if (message.type === 'error' && !open.has(message.id ?? '')) return;
    if (message.type === 'error') refused(session, message);
    if (message.type !== 'done' && message.type !== 'cancelled' && message.type !== 'error') return;
    if (message.type === 'done' && ids.has(message.id!)) remember(session, ids.get(message.id!));
    open.delete(message.id ?? '');
    if (open.size === 0) resolve();
  });
  socket.addEventListener('close', () => reject(new Error('a WebSocket was closed')));
  socket.addEventListener('error', () => reject(new Error('a WebSocket failed')));
  try {
    await promise;
  } finally {
    clearTimeout(timer);
    socket.close();
  }
};

function refused(session: Session, { error }: ServerMessage): void {
  if (error?.code === 'busy' || error?.code === 'rate_limit_exceeded' || error?.code === 'server_busy') return;
  session.ledger.surprise(`WebSocket: ${JSON.stringify(error)}`);
}
