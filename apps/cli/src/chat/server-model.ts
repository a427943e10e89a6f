import { EventSourceParserStream } from 'eventsource-parser/stream';
import { TuneloopError, type CallOptions, type Timings } from '@tuneloop/protocol';
import type { AnswerEndEvent, AnswerEvent, ChatModel, ChatRequest } from './chat-model.ts';
import { requestServer, type ServerAddress } from './server-client.ts';
import { decodeFinishReason, decodeTimings, decodeUsage, encodeChatRequest, type WireChunk } from './wire.ts';

/** A model behind any OpenAI-compatible server; what it says of tokens is passed on, never guessed. */
export class ServerModel implements ChatModel {
  readonly location: string;
  readonly #address: ServerAddress;
  #model: string;

  constructor(address: ServerAddress, model: string) {
    this.location = `the server at ${address.baseUrl}`;
    this.#address = address;
    this.#model = model;
  }

  get model(): string {
    return this.#model;
  }

  async *generate(request: ChatRequest, { signal }: CallOptions = {}): AsyncGenerator<AnswerEvent, void, undefined> {
    const clock = new AnswerClock();
    const body = encodeChatRequest(this.#model, request);
    const response = await requestServer(this.#address, '/chat/completions', { body, signal });
    const end: Partial<AnswerEndEvent> = {};
    try {
      for await (const chunk of readChunks(response)) {
        if (chunk.error) throw new TuneloopError('UPSTREAM_FAILED', chunk.error.message ?? 'The server failed.');
        if (typeof chunk.id === 'string') end.id = chunk.id;
        if (chunk.usage) end.usage = decodeUsage(chunk.usage);
        if (chunk.timings) end.timings = decodeTimings(chunk.timings);
        const choice = chunk.choices?.[0];
        const reasoning = choice?.delta?.reasoning_content ?? choice?.delta?.reasoning;
        if (reasoning || choice?.delta?.content) clock.delta();
        if (reasoning) yield { type: 'reasoning-delta', text: reasoning };
        if (choice?.delta?.content) yield { type: 'text-delta', text: choice.delta.content };
        if (choice?.finish_reason) end.finishReason = decodeFinishReason(choice.finish_reason);
      }
    } catch (error) {
      if (signal?.aborted) throw TuneloopError.from(signal.reason, 'ABORTED');
      throw TuneloopError.from(error, 'UPSTREAM_FAILED');
    }
    if (end.finishReason === undefined) {
      throw new TuneloopError('UPSTREAM_FAILED', 'The server closed the connection before the answer was complete.');
    }
    const timings = { ...clock.measure(), ...end.timings };
    const { id, finishReason, usage } = end;
    yield { type: 'generation-end', id, finishReason, usage, timings };
  }

  list(): Promise<string[]> {
    return listServerModels(this.#address);
  }

  async select(name: string): Promise<void> {
    const names = await this.list();
    if (!names.includes(name)) {
      throw new TuneloopError('MODEL_NOT_FOUND', `The server has no model "${name}". It has: ${names.join(', ')}.`);
    }
    this.#model = name;
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}

/** Times seen from here, the network's share included; the server's own are better where it sends them. */
class AnswerClock {
  readonly #startedAt = performance.now();
  #firstAt: number | undefined;

  delta(): void {
    this.#firstAt ??= performance.now();
  }

  measure(): Partial<Timings> {
    const now = performance.now();
    const totalMs = now - this.#startedAt;
    if (this.#firstAt === undefined) return { totalMs };
    return { timeToFirstTokenMs: this.#firstAt - this.#startedAt, decodeMs: now - this.#firstAt, totalMs };
  }
}

/** The names of a server's models, its default first. Errors as of `requestServer`. */
export async function listServerModels(address: ServerAddress, options: CallOptions = {}): Promise<string[]> {
  const response = await requestServer(address, '/models', options);
  const body = (await response.json().catch(() => undefined)) as { data?: { id?: unknown }[] } | undefined;
  if (!Array.isArray(body?.data)) {
    throw new TuneloopError('UPSTREAM_FAILED', `${address.baseUrl} answers, but not as an OpenAI-compatible server.`);
  }
  return body.data.map(({ id }) => String(id));
}

async function* readChunks(response: Response): AsyncGenerator<WireChunk, void, undefined> {
  if (!response.body) return;
  const events = response.body.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream());
  for await (const { data } of events) {
    if (data === '[DONE]') return;
    yield JSON.parse(data) as WireChunk;
  }
}
