import { EventSourceParserStream } from 'eventsource-parser/stream';
import { TuneloopError, type CallOptions, type ProgressEvent, type ProgressListener } from '@tuneloop/protocol';
import { requestServer, type ServerAddress } from '../server-client.ts';
import type { ConversationSummary, StoredConversation, StoredConversations } from '../stored-conversations.ts';
import type { ToolListing } from '../tools/tool-listing.ts';
import { decodeStoredMessage, type ConversationWire, type LabWireEvent, type StoredMessageWire } from './lab-wire.ts';
import type { ServerControl } from './server-control.ts';

type SwitchEvent =
  | ({ type: 'progress' } & ProgressEvent)
  | { type: 'done' }
  | { type: 'error'; error: { message?: string } };

/** The stateful API of a server of ours. Errors of all: those of `requestServer`. */
export class LabClient implements ServerControl, StoredConversations {
  readonly #root: ServerAddress;

  constructor(root: ServerAddress) {
    this.#root = root;
  }

  async json(path: string, options: Parameters<typeof requestServer>[2] = {}): Promise<unknown> {
    return (await requestServer(this.#root, path, options)).json();
  }

  /** The events of one answer. */
  async chat(path: string, body: object, { signal }: CallOptions): Promise<AsyncIterable<LabWireEvent>> {
    return events(await requestServer(this.#root, path, { body: { ...body, stream: true }, signal }));
  }

  async list(): Promise<ConversationSummary[]> {
    const { data } = (await this.json('/lab/conversations?limit=50')) as { data: ConversationWire[] };
    return data.map(({ id, title, updated_at: updatedAt }) => {
      return { id, title: title ?? undefined, updatedAt: new Date(updatedAt * 1000) };
    });
  }

  async read(id: string): Promise<StoredConversation> {
    const path = `/lab/conversations/${encodeURIComponent(id)}`;
    const read = this.json(path) as Promise<ConversationWire & { messages: StoredMessageWire[] }>;
    const { system_prompt: system, messages } = await read.catch((error: unknown) => {
      if (TuneloopError.isInstance(error) && error.details.status === 404)
        throw new TuneloopError('NOT_FOUND', error.message);
      throw error;
    });
    return { id, system: system ?? undefined, messages: messages.flatMap(decodeStoredMessage) };
  }

  async listTools(): Promise<ToolListing[]> {
    const { data } = (await this.json('/lab/tools')) as {
      data: (ToolListing & { decision: ToolListing['decision'] | null })[];
    };
    return data.map(({ name, effects, decision }) => ({ name, effects, decision: decision ?? undefined }));
  }

  async switchModel(
    name: string,
    { onProgress, signal }: CallOptions & { onProgress: ProgressListener },
  ): Promise<void> {
    const body = { model_key: name, stream: true };
    const response = await requestServer(this.#root, '/model/switch', { body, signal });
    for await (const event of events<SwitchEvent>(response)) {
      if (event.type === 'error') throw failureOf(event);
      if (event.type === 'progress') onProgress(event);
      if (event.type === 'done') return;
    }
    throw new TuneloopError('UPSTREAM_FAILED', 'The server closed the connection before the model was there.');
  }

  async command(
    name: 'layers' | 'mem',
    { value, signal }: CallOptions & { value?: string | undefined } = {},
  ): Promise<unknown> {
    const body = { command: name, ...(value !== undefined && { value }) };
    return ((await this.json('/command', { body, signal })) as { current_value: unknown }).current_value;
  }
}

export function failureOf({ error }: { error: { message?: string } }): TuneloopError {
  return new TuneloopError('UPSTREAM_FAILED', error.message ?? 'The server failed.');
}

async function* events<Event = LabWireEvent>(response: Response): AsyncGenerator<Event, void, undefined> {
  if (!response.body) return;
  const stream = response.body.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream());
  for await (const { data } of stream) yield JSON.parse(data) as Event;
}
