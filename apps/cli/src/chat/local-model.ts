import { randomUUID } from 'node:crypto';
import {
  TuneloopError,
  type CallOptions,
  type GenerateRequest,
  type LoadedModel,
  type RatingValue,
} from '@tuneloop/protocol';
import type { Config, Platform } from '@tuneloop/platform';
import { openPlatform, type OpenPlatformOptions } from '../open-platform.ts';
import type { AnswerEvent, ChatModel, ChatRequest } from './chat-model.ts';
import { LocalConversations } from './local-conversations.ts';
import { answerWithTools } from './tools/answer-with-tools.ts';
import { AnswerMessages } from './tools/answer-messages.ts';
import type { ToolListing } from './tools/tool-listing.ts';

interface Opened {
  platform: Platform;
  loaded: LoadedModel;
}

/** The configured model, loaded by this process, without a server. */
export class LocalModel implements ChatModel {
  readonly location = 'this process';
  readonly #config: Config;
  readonly #options: OpenPlatformOptions;
  #opened: Opened;

  private constructor(config: Config, options: OpenPlatformOptions, opened: Opened) {
    this.#config = config;
    this.#options = options;
    this.#opened = opened;
  }

  /** Downloads the model when needed and loads it. Errors as of `ModelStore.resolve` and `Engine.load`. */
  static async open(config: Config, options: OpenPlatformOptions & CallOptions = {}): Promise<LocalModel> {
    return new LocalModel(config, options, await openModel(config, options));
  }

  get model(): string {
    return this.#opened.loaded.info.id;
  }

  get isDemonstration(): boolean {
    return this.#opened.platform.isDemonstration;
  }

  get conversations(): LocalConversations {
    return new LocalConversations(this.#opened.platform.conversations);
  }

  async *generate(request: ChatRequest, options: CallOptions = {}): AsyncGenerator<AnswerEvent, void, undefined> {
    const answer = new AnswerMessages();
    let failure: TuneloopError | undefined;
    try {
      for await (const event of this.#answer(request, options)) {
        answer.add(event);
        yield event;
      }
    } catch (error) {
      failure = TuneloopError.from(error);
    }
    const { conversation, messages } = request;
    const added = answer.messages;
    if (conversation && added.at(-1)?.role === 'assistant') {
      const kept = this.conversations.keep(conversation, messages, added);
      // What cannot be kept was said all the same.
      const problem = await kept.catch((error: unknown) => TuneloopError.from(error));
      if (problem) yield { type: 'notice', text: `This answer is not kept: ${problem.message}` };
    }
    if (failure) throw failure;
  }

  /** What is not kept is not recorded either. */
  async *#answer(chat: ChatRequest, options: CallOptions): AsyncGenerator<AnswerEvent, void, undefined> {
    const { conversation, messages } = chat;
    if (!conversation) {
      yield* this.#generate(this.#opened.loaded, chat, options);
      return;
    }
    const { loggedModel } = await import('@tuneloop/openai-server');
    const { loaded, platform } = this.#opened;
    const id = `chat_${randomUUID().replaceAll('-', '')}`;
    const turn = Math.max(0, messages.filter(({ role }) => role === 'user').length - 1);
    const recorded = loggedModel(loaded, {
      id,
      sinks: [platform.recording.sink],
      recordTokens: this.#config.recording.tokens,
      logger: undefined,
      arrivedAt: new Date(),
      place: { conversation: conversation.id, turn },
      origin: { client: 'tuneloop chat' },
    });
    for await (const event of this.#generate(recorded, chat, options)) {
      yield event.type === 'generation-end' ? { ...event, id } : event;
    }
  }

  async *#generate(
    loaded: LoadedModel,
    { messages, sampling, maxTokens, approve }: ChatRequest,
    options: CallOptions,
  ): AsyncGenerator<AnswerEvent, void, undefined> {
    const { platform } = this.#opened;
    const request: GenerateRequest = { prompt: { type: 'messages', messages }, sampling, maxTokens };
    if (approve) {
      const { maxIterations } = this.#config.tools;
      const executor = await platform.tools.prepared();
      yield* answerWithTools(loaded, request, { executor, approve, maxIterations, signal: options.signal });
      return;
    }
    for await (const event of loaded.generate(request, options)) {
      if (event.type === 'text-delta' || event.type === 'reasoning-delta' || event.type === 'generation-end')
        yield event;
    }
  }

  async rate(id: string, value: RatingValue): Promise<void> {
    const { interactions } = this.#opened.platform.recording;
    if (!interactions) throw new TuneloopError('UNSUPPORTED', 'Recording is off (recording.privacy).');
    await interactions.rate('all', id, value, { author: 'anonymous', source: 'terminal' });
  }

  async listTools(): Promise<ToolListing[]> {
    const executor = await this.#opened.platform.tools.prepared();
    return executor.list().map(({ name, effects }) => ({ name, effects, decision: executor.ruleOf?.(name)?.decision }));
  }

  /** The model in use, then what has a name in the configuration, then what else is on disk. */
  async list(): Promise<string[]> {
    const onDisk = await this.#opened.platform.models.list();
    const others = onDisk.filter(({ id }) => id !== this.model).map(({ reference }) => reference);
    return [...new Set([this.model, ...Object.keys(this.#config.models), ...others])];
  }

  /** Two models may not fit into memory at once: the new one is on disk before the old one is given up. */
  async select(name: string, { signal }: CallOptions = {}): Promise<void> {
    if (name === this.model) return;
    const config = { ...this.#config, model: name };
    const { platform } = this.#opened;
    await platform.models.resolve(name, { signal, onProgress: this.#options.onProgress, offline: config.offline });
    await platform.close({ drainMs: 0 });
    try {
      this.#opened = await openModel(config, { ...this.#options, signal });
    } catch (error) {
      this.#opened = await openModel(platform.config, this.#options);
      throw error;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#opened.platform.close({ drainMs: 0 });
  }
}

async function openModel(config: Config, options: OpenPlatformOptions & CallOptions): Promise<Opened> {
  const platform = await openPlatform(config, options);
  try {
    return { platform, loaded: await platform.host.ready({ signal: options.signal }) };
  } catch (error) {
    await platform.close({ drainMs: 0 });
    throw TuneloopError.from(error);
  }
}
