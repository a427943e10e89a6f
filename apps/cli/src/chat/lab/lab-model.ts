import { randomUUID } from 'node:crypto';
import { textOf, TuneloopError, type CallOptions, type RatingValue, type ToolCall } from '@tuneloop/protocol';
import type { AnswerEndEvent, AnswerEvent, ChatModel, ChatRequest } from '../chat-model.ts';
import { limitNotice } from '../limit-notice.ts';
import type { ServerAddress } from '../server-client.ts';
import type { ServerModel } from '../server-model.ts';
import type { StoredConversations } from '../stored-conversations.ts';
import type { Decision } from '../tools/approval.ts';
import type { ToolListing } from '../tools/tool-listing.ts';
import { encodeMessage } from '../wire.ts';
import { failureOf, LabClient } from './lab-client.ts';
import type { LabWireAnswer, LabWireEvent } from './lab-wire.ts';
import type { ServerControl } from './server-control.ts';

/** A model behind a server of ours, which keeps the conversations and has tools. */
export class LabModel implements ChatModel {
  readonly location: string;
  readonly #server: ServerModel;
  readonly #lab: LabClient;
  /** Conversations that the server knows. */
  readonly #known = new Set<string>();
  /** Keys that may only chat cannot approve. */
  #mayApprove = true;

  private constructor(server: ServerModel, lab: LabClient) {
    this.location = server.location;
    this.#server = server;
    this.#lab = lab;
  }

  /** `undefined` when the server is none of ours, or keeps no conversations. */
  static async find(server: ServerModel, address: ServerAddress, signal: AbortSignal): Promise<LabModel | undefined> {
    const root = /^(.*)\/v1$/.exec(address.baseUrl)?.[1];
    if (root === undefined) return undefined;
    const lab = new LabClient({ ...address, baseUrl: root });
    const page = await lab.json('/lab/conversations?limit=1', { signal }).catch(() => undefined);
    const isOurs = (page as { object?: unknown } | undefined)?.object === 'list';
    return isOurs ? new LabModel(server, lab) : undefined;
  }

  get model(): string {
    return this.#server.model;
  }

  get conversations(): StoredConversations {
    return {
      list: () => this.#lab.list(),
      read: async (id) => {
        const conversation = await this.#lab.read(id);
        this.#known.add(id);
        return conversation;
      },
    };
  }

  get control(): ServerControl {
    return this.#lab;
  }

  list(): Promise<string[]> {
    return this.#server.list();
  }

  select(name: string): Promise<void> {
    return this.#server.select(name);
  }

  listTools(): Promise<ToolListing[]> {
    return this.#lab.listTools();
  }

  async rate(id: string, value: RatingValue): Promise<void> {
    const path = `/v1/interactions/${encodeURIComponent(id)}/ratings`;
    await this.#lab.json(path, { body: { ...value, source: 'terminal' } }).catch((error: unknown) => {
      if (!TuneloopError.isInstance(error) || error.details['status'] !== 404) throw error;
      throw new TuneloopError('NOT_FOUND', 'The server has no record of this answer: perhaps its recording is off.');
    });
  }

  async *generate(request: ChatRequest, { signal }: CallOptions = {}): AsyncGenerator<AnswerEvent, void, undefined> {
    const { conversation, approve } = request;
    if (conversation) yield* this.#chat({ ...request, conversation }, signal);
    else if (approve) yield* this.#chatOnce(request, signal);
    else yield* this.#server.generate(request, { signal });
  }

  /** Tools are for conversations: this one is forgotten with its answer. */
  async *#chatOnce(request: ChatRequest, signal?: AbortSignal): AsyncGenerator<AnswerEvent, void, undefined> {
    const conversation = { id: `once-${randomUUID()}`, title: 'One question' };
    try {
      yield* this.#chat({ ...request, conversation }, signal);
    } finally {
      this.#known.delete(conversation.id);
      await this.#lab.json(`/lab/conversations/${conversation.id}`, { method: 'DELETE' }).catch(() => undefined);
    }
  }

  async *#chat(
    request: ChatRequest & { conversation: NonNullable<ChatRequest['conversation']> },
    signal?: AbortSignal,
  ): AsyncGenerator<AnswerEvent, void, undefined> {
    const { conversation, approve } = request;
    const path = `/lab/conversations/${conversation.id}`;
    const relay = new AnswerRelay();
    try {
      await this.#open(conversation);
      let stream: AsyncIterable<LabWireEvent>;
      try {
        stream = await this.#lab.chat('/chat', this.#encode(request), { signal });
      } catch (error) {
        if (!approve || !this.#mayApprove || !isForbidden(error)) throw error;
        this.#mayApprove = false;
        yield { type: 'notice', text: 'This key may not approve calls of tools: those that need it are refused.' };
        stream = await this.#lab.chat('/chat', this.#encode(request), { signal });
      }
      for (;;) {
        const { pending, ...answer } = yield* relay.relay(stream);
        if (!pending) {
          yield relay.end(answer);
          return;
        }
        const decisions: Record<string, Decision> = {};
        for (const call of pending.calls) {
          decisions[call.id] = approve ? await approve(call) : { refuse: '' };
        }
        stream = await this.#lab.chat(`${path}/turns/${pending.turn_id}`, { decisions }, { signal });
      }
    } catch (error) {
      if (!signal?.aborted) throw error;
      // The answer would go on without a reader.
      await this.#lab.json(`${path}/cancel`, { body: {} }).catch(() => undefined);
      throw TuneloopError.from(signal.reason, 'ABORTED');
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {}

  async #open({ id, title }: { id: string; title: string }): Promise<void> {
    if (this.#known.has(id)) return;
    await this.#lab.json('/lab/conversations', { body: { id, title } });
    this.#known.add(id);
  }

  /** The whole history each time: what the server has of it stays as it is. */
  #encode({ messages, sampling, maxTokens, conversation, approve }: ChatRequest): object {
    const system = messages.find(({ role }) => role === 'system');
    return {
      messages: messages.filter(({ role }) => role !== 'system').map(encodeMessage),
      system_prompt: system ? textOf(system.content) : '',
      model: this.model,
      conversation_id: conversation?.id,
      temperature: sampling.temperature,
      top_p: sampling.topP,
      seed: sampling.seed,
      max_tokens: maxTokens,
      ...(approve && { enable_tools: true, approvals: this.#mayApprove ? 'pause' : 'refuse' }),
    };
  }
}

/** One answer, which may come in several streams: a new one after each approval. */
class AnswerRelay {
  readonly #startedAt = performance.now();
  readonly #calls = new Map<string, ToolCall>();
  #firstAt: number | undefined;

  /** Returns the last event. Errors: `UPSTREAM_FAILED`. */
  async *relay(stream: AsyncIterable<LabWireEvent>): AsyncGenerator<AnswerEvent, LabWireAnswer, undefined> {
    for await (const event of stream) {
      switch (event.type) {
        case 'text':
        case 'reasoning':
          this.#firstAt ??= performance.now();
          yield { type: `${event.type}-delta`, text: event.text };
          break;
        case 'tool_call': {
          const { id, name, arguments: args } = event;
          const call = { id, name, arguments: args };
          this.#calls.set(id, call);
          yield { type: 'tool-call', call };
          break;
        }
        case 'tool_result': {
          const { id, name, result, duration_ms: durationMs } = event;
          yield { type: 'tool-result', call: this.#calls.get(id) ?? { id, name, arguments: '' }, result, durationMs };
          break;
        }
        case 'limit_reached':
          yield { type: 'notice', text: limitNotice(event.iterations) };
          break;
        case 'skipped':
          yield { type: 'notice', text: `${event.events} events were lost on the way.` };
          break;
        case 'error':
          throw failureOf(event);
        case 'done':
          return event;
        case 'start':
          break;
      }
    }
    throw new TuneloopError('UPSTREAM_FAILED', 'The server closed the connection before the answer was complete.');
  }

  end(answer: Omit<LabWireAnswer, 'pending'>): AnswerEndEvent {
    const { tokens_input: promptTokens, tokens_generated: completionTokens, tokens_per_second: speed } = answer;
    return {
      type: 'generation-end',
      id: answer.id ?? undefined,
      finishReason: answer.finish_reason === 'length' ? 'length' : 'stop',
      usage: { promptTokens, completionTokens, cachedTokens: 0, reasoningTokens: 0 },
      timings: {
        totalMs: answer.generation_time * 1000,
        ...(this.#firstAt !== undefined && { timeToFirstTokenMs: this.#firstAt - this.#startedAt }),
        ...(speed > 0 && { decodeMs: (completionTokens / speed) * 1000 }),
      },
    };
  }
}

function isForbidden(error: unknown): boolean {
  return TuneloopError.isInstance(error) && error.code === 'FORBIDDEN';
}
