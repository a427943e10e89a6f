import { chatCompletionCodec } from '../chat-completions/codec.ts';
import type { ChatCompletionChunk } from '../chat-completions/chunk-encoder.ts';
import { beginAnswer } from '../generation/begin-answer.ts';
import { withDeadline } from '../http/request-deadline.ts';
import { acquireModel } from '../models/acquire-model.ts';
import type { Outbox } from './outbox.ts';
import type { WebSocketSettings } from './options.ts';

export interface GenerationCall {
  id: string;
  /** The body of a chat completion; it is streamed whatever its `stream` says. */
  request: Record<string, unknown>;
  owner: string | undefined;
  /** What the connection comes from, as far as it says. */
  client: string | undefined;
  signal: AbortSignal;
  settings: Pick<WebSocketSettings, 'models' | 'eventSinks' | 'recordTokens' | 'deadlineMs' | 'logger'>;
  outbox: Outbox;
}

/** Answers a chat completion with the very chunks that its stream over HTTP has. Errors: those of that route. */
export async function runGeneration(call: GenerationCall): Promise<void> {
  const { id, request, owner, client, settings, outbox } = call;
  using deadline = withDeadline(call.signal, settings.deadlineMs?.());
  const { signal } = deadline;
  const arrivedAt = new Date();
  const decoded = chatCompletionCodec.decode({ ...request, stream: true });
  await outbox.send({ type: 'accepted', id, ignored: decoded.ignored });
  await using model = await acquireModel(settings.models, decoded.model, signal);
  const { idPrefix } = chatCompletionCodec;
  const { head, events } = beginAnswer(model, decoded, { idPrefix, arrivedAt, owner, client, settings, signal });
  const encoder = chatCompletionCodec.streamEncoder(head, decoded);
  const send = async (chunks: readonly object[]): Promise<void> => {
    for (const chunk of chunks) await outbox.send({ type: 'chunk', id, chunk: chunk as ChatCompletionChunk });
  };
  for await (const event of events) await send(encoder.encode(event));
  await send(encoder.finish());
  await outbox.send({ type: 'done', id });
}
