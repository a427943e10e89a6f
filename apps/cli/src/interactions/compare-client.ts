import { EventSourceParserStream } from 'eventsource-parser/stream';
import type { ComparisonWire, StatisticsWire } from '@tuneloop/openai-server';
import { TuneloopError } from '@tuneloop/protocol';
import { requestServer, type ServerAddress } from '../chat/server-client.ts';

/** What of a streamed comparison is shown while it comes. */
export type DraftEvent =
  | { type: 'draft_start' | 'draft_done'; index: number }
  | { type: 'draft_text' | 'draft_reasoning'; index: number; text: string };

export type ChoiceRequest = ({ choice: string } | { draft: number }) & { comment?: string | undefined };

/** Comparisons of a server. Errors of all: those of `requestServer`. */
export class CompareClient {
  readonly #address: ServerAddress;

  constructor(address: ServerAddress) {
    this.#address = address;
  }

  /** Errors: `UPSTREAM_FAILED` when the server ends before it. */
  async create(body: object, onEvent: (event: DraftEvent) => void, signal: AbortSignal): Promise<ComparisonWire> {
    const response = await requestServer(this.#address, '/comparisons', { body: { ...body, stream: true }, signal });
    const events = response.body!.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream());
    for await (const { event, data } of events) {
      const told = JSON.parse(data) as DraftEvent & { comparison: ComparisonWire; error?: { message?: string } };
      if (event === 'error') throw new TuneloopError('UPSTREAM_FAILED', told.error?.message ?? 'The server failed.');
      if (event === 'comparison') return told.comparison;
      onEvent(told);
    }
    throw new TuneloopError('UPSTREAM_FAILED', 'The server closed the connection before the drafts were complete.');
  }

  async get(id: string, signal: AbortSignal): Promise<ComparisonWire> {
    return (await (await requestServer(this.#address, pathOf(id), { signal })).json()) as ComparisonWire;
  }

  /** Answers what the drafts are. */
  async choose(id: string, choice: ChoiceRequest, signal: AbortSignal): Promise<ComparisonWire> {
    const body = { ...choice, source: 'terminal' };
    return (await (
      await requestServer(this.#address, `${pathOf(id)}/choice`, { body, signal })
    ).json()) as ComparisonWire;
  }

  async statistics(signal: AbortSignal): Promise<StatisticsWire> {
    return (await (await requestServer(this.#address, '/statistics', { signal })).json()) as StatisticsWire;
  }
}

const pathOf = (id: string): string => `/comparisons/${encodeURIComponent(id)}`;
