import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { CreateDatasetItemRequest, CreateDatasetRunItemRequest } from '@langfuse/core';
import { createDataset, createDatasetItem, createDatasetRunItem, createScore, queries } from './langfuse-contract.ts';
import { spansOfJson, type ReceivedSpan } from './otlp-receiver.ts';

/** A score as `GET /v3/scores` gives it. */
export interface StoredScore {
  id: string;
  name: string;
  value: unknown;
  dataType: string;
  source: string;
  timestamp: string;
  updatedAt: string;
  comment?: string | null;
  metadata?: Record<string, unknown>;
  authorUserId?: string | null;
  subject: { kind: string; id: string; traceId?: string };
}

export const langfuseKeys = { publicKey: 'pk-lf-test', secretKey: 'sk-lf-test' };

type Body = Record<string, unknown>;
interface Answer {
  status: number;
  body?: unknown;
}
type Handler = (request: { url: URL; body: unknown; rest: string }) => Answer;

const found = (body: unknown): Answer => ({ status: 200, body });
const missing: Answer = { status: 404, body: { message: 'Not found', error: 'LangfuseNotFoundError' } };
const now = '2026-11-21T09:00:00.000Z';
const made = { projectId: 'project', createdAt: now, updatedAt: now };
const itemDefaults = {
  status: 'ACTIVE',
  input: null,
  expectedOutput: null,
  metadata: null,
  sourceTraceId: null,
  sourceObservationId: null,
  datasetId: 'dataset-0',
  createdAt: now,
  updatedAt: now,
  mediaReferences: [],
};

/**
 * What of Langfuse's API is used, in memory on loopback, as its newest servers answer (`events_only`): the legacy ingestion
 * refuses traces, and there are no `GET /traces/{id}` and `/v2/scores`.
 */
export class LangfuseStandIn {
  readonly spans: Map<string, ReceivedSpan> = new Map();
  readonly scores: Map<string, StoredScore> = new Map();
  readonly datasets: Map<string, { id: string; name: string; description?: string | undefined }> = new Map();
  readonly items: Map<string, CreateDatasetItemRequest & { id: string }> = new Map();
  readonly runItems: CreateDatasetRunItemRequest[] = [];
  readonly requests: string[] = [];
  /** Of those that had one. */
  readonly bodies: { name: string; body: unknown }[] = [];
  /** For the next requests. */
  readonly failures: number[] = [];
  /** Requests that it does not know any more. */
  readonly gone: Set<string> = new Set();
  url = '';
  /** Smaller than Langfuse's, so that there are several. */
  pageSize = 2;
  readonly #server = createServer((request, response) => {
    void this.#respond(request, response);
  });

  async listen(): Promise<this> {
    await new Promise<void>((resolve) => {
      this.#server.listen(0, '127.0.0.1', resolve);
    });
    this.url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => {
      this.#server.close(resolve);
    });
  }

  /** Somebody judges there. */
  annotate(score: Pick<StoredScore, 'id' | 'name' | 'value' | 'dataType' | 'subject'> & Partial<StoredScore>): void {
    this.scores.set(score.id, { source: 'ANNOTATION', timestamp: now, updatedAt: now, ...score });
  }

  async #respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request);
    const answer = this.#answer(request.method ?? '', request.url ?? '', request.headers.authorization, body);
    response.writeHead(answer.status, { 'content-type': 'application/json' });
    response.end(answer.body === undefined ? undefined : JSON.stringify(answer.body));
  }

  #answer(method: string, path: string, authorization: string | undefined, body: string): Answer {
    const url = new URL(path, this.url);
    const name = `${method} ${url.pathname.replace('/api/public/', '')}`;
    this.requests.push(name);
    const failure = this.failures.shift();
    if (failure !== undefined) return { status: failure, body: { message: 'Failed on purpose' } };
    const { publicKey, secretKey } = langfuseKeys;
    const wanted = `Basic ${Buffer.from(`${publicKey}:${secretKey}`).toString('base64')}`;
    if (authorization !== wanted) return { status: 401, body: { message: 'Invalid credentials.' } };
    if (this.gone.has(name)) return missing;
    for (const [prefix, handler] of Object.entries(this.#handlers)) {
      const isFolder = prefix.endsWith('/');
      if (isFolder ? !name.startsWith(prefix) : name !== prefix) continue;
      try {
        queries[name]?.parse(Object.fromEntries(url.searchParams));
        const parsed = body === '' ? undefined : (JSON.parse(body) as unknown);
        if (parsed !== undefined) this.bodies.push({ name, body: parsed });
        return handler({ url, body: parsed, rest: decodeURIComponent(name.slice(prefix.length)) });
      } catch (error) {
        return { status: 400, body: { message: String(error) } };
      }
    }
    return missing;
  }

  readonly #handlers: Record<string, Handler> = {
    'POST otel/v1/traces': ({ body }) => {
      for (const span of spansOfJson(JSON.stringify(body))) this.spans.set(span.spanId, span);
      return found({});
    },
    'POST ingestion': () => ({
      status: 207,
      body: { successes: [], errors: [{ id: '1', status: 400, message: 'events_only' }] },
    }),
    'POST scores': ({ body }) => {
      const score = createScore.parse(body);
      const { id = `made-${this.scores.size}`, traceId, observationId, dataType = 'NUMERIC', value } = score;
      const subject =
        observationId === undefined
          ? { kind: 'trace', id: traceId ?? '' }
          : { kind: 'observation', id: observationId, traceId: traceId ?? '' };
      const stored = dataType === 'BOOLEAN' ? value === 1 : value;
      const { name, comment, metadata } = score;
      this.scores.set(id, {
        id,
        name,
        value: stored,
        dataType,
        source: 'API',
        timestamp: now,
        updatedAt: now,
        subject,
        ...(comment !== undefined && { comment }),
        ...(metadata && { metadata }),
      });
      return found({ id });
    },
    'DELETE scores/': ({ rest }) => (this.scores.delete(rest) ? { status: 202 } : missing),
    'GET v3/scores': ({ url }) => {
      const { data, cursor } = this.#page([...this.scores.values()], Number(url.searchParams.get('cursor') ?? 0));
      const scores = data.map((score) => ({ ...made, environment: 'default', ...score }));
      return found({
        data: scores,
        meta: { limit: this.pageSize, ...(cursor !== undefined && { cursor: String(cursor) }) },
      });
    },
    'GET v2/observations': ({ url }) => {
      const data = [...this.spans.values()]
        .filter(({ traceId }) => traceId === url.searchParams.get('traceId'))
        .map(({ spanId, traceId, parentSpanId, name, attributes }) => ({
          ...made,
          parentObservationId: parentSpanId ?? null,
          startTime: now,
          type: 'GENERATION',
          id: spanId,
          traceId,
          name,
          metadata: metadataOf(attributes),
        }));
      return found({ data, meta: {} });
    },
    'POST v2/datasets': ({ body }) => {
      const { name, description } = createDataset.parse(body);
      const dataset = this.datasets.get(name) ?? { id: `dataset-${this.datasets.size}`, name };
      this.datasets.set(name, { ...dataset, description });
      return found({ metadata: null, ...made, ...dataset });
    },
    'GET v2/datasets/': ({ rest }) => {
      const dataset = this.datasets.get(rest);
      return dataset ? found({ metadata: null, ...made, ...dataset }) : missing;
    },
    'POST dataset-items': ({ body }) => {
      const item = createDatasetItem.parse(body);
      if (!this.datasets.has(item.datasetName)) return missing;
      const stored = { ...item, id: item.id ?? `item-${this.items.size}` };
      this.items.set(stored.id, stored);
      return found({ ...itemDefaults, ...stored });
    },
    'GET dataset-items/': ({ rest }) => {
      const item = this.items.get(rest);
      return item ? found({ ...itemDefaults, ...item }) : missing;
    },
    'GET dataset-items': ({ url }) => {
      const name = url.searchParams.get('datasetName');
      const all = [...this.items.values()].filter(({ datasetName }) => datasetName === name);
      const page = Number(url.searchParams.get('page') ?? 1);
      const { data } = this.#page(all, (page - 1) * this.pageSize);
      const totalPages = Math.ceil(all.length / this.pageSize);
      return found({
        data: data.map((item) => ({ ...itemDefaults, ...item })),
        meta: { page, limit: this.pageSize, totalItems: all.length, totalPages },
      });
    },
    'POST dataset-run-items': ({ body }) => {
      const item = createDatasetRunItem.parse(body);
      if (!this.items.has(item.datasetItemId)) return missing;
      this.runItems.push(item);
      return found({ id: `run-item-${this.runItems.length}`, ...item });
    },
    'GET dataset-run-items': ({ url }) => {
      const run = url.searchParams.get('runName');
      const all = this.runItems.filter(({ runName }) => runName === run);
      if (all.length === 0) return missing;
      const page = Number(url.searchParams.get('page') ?? 1);
      const { data } = this.#page(all, (page - 1) * this.pageSize);
      const totalPages = Math.ceil(all.length / this.pageSize);
      return found({ data, meta: { page, limit: this.pageSize, totalItems: all.length, totalPages } });
    },
  };

  #page<T>(all: T[], from: number): { data: T[]; cursor?: number } {
    const end = from + this.pageSize;
    return { data: all.slice(from, end), ...(end < all.length && { cursor: end }) };
  }
}

function metadataOf(attributes: Body): Body {
  const prefix = 'langfuse.observation.metadata.';
  return Object.fromEntries(
    Object.entries(attributes).flatMap(([name, value]) =>
      name.startsWith(prefix) ? [[name.slice(prefix.length), value]] : [],
    ),
  );
}
