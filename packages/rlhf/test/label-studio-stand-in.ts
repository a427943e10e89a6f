import { createLabelStudioClient, type LabelStudioClient } from '../src/label-studio/index.ts';

interface StoredAnnotation {
  id: number;
  completed_by: number;
  was_cancelled: boolean;
  created_at: string;
  updated_at: string;
  result: unknown[];
}

interface StoredTask {
  id: number;
  data: Record<string, unknown>;
  annotations: StoredAnnotation[];
}

/** What happens to one request: the answer is lost, or an error comes in its place; before or after it was done. */
export type Fault = 'lost-before' | 'lost-after' | { status: number; body?: string; headers?: Record<string, string> };

/**
 * What of Label Studio's API the client uses, in memory, behind a `fetch`: one project, number 1. Shapes were taken from
 * answers of version 1.23.
 */
export class LabelStudioStandIn {
  readonly users: { id: number; email: string }[] = [
    { id: 1, email: 'ada@example.com' },
    { id: 2, email: 'grace@example.com' },
  ];
  tasks: StoredTask[] = [];
  readonly requests: string[] = [];
  /** For the next requests whose `METHOD path` begins like this. */
  readonly faults: { match: string; fault: Fault }[] = [];
  createdAt = '2026-01-01T00:00:00Z';
  #lastId = 0;
  #clock = Date.parse('2026-01-02T00:00:00Z');

  readonly fetch: typeof globalThis.fetch = async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    const method = init?.method ?? 'GET';
    const name = `${method} ${url.pathname}`;
    this.requests.push(name);
    const index = this.faults.findIndex(({ match }) => name.startsWith(match));
    const fault = index < 0 ? undefined : this.faults.splice(index, 1)[0]?.fault;
    if (fault === 'lost-before') throw lost();
    if (typeof fault === 'object') return new Response(fault.body ?? '{"detail": "Failed"}', { ...fault });
    const body = typeof init?.body === 'string' ? (JSON.parse(init.body) as unknown) : undefined;
    const answer = this.#answer(method, url, body);
    if (fault === 'lost-after') throw lost();
    return answer;
  };

  client(): LabelStudioClient {
    return createLabelStudioClient({
      url: 'http://label.test',
      token: 'legacy',
      fetch: this.fetch,
      retries: 2,
      retryAfterMs: 0,
    });
  }

  annotate(task: number, userId: number, result: unknown[], options: { skipped?: boolean } = {}): StoredAnnotation {
    const time = this.#time();
    const annotation = {
      id: ++this.#lastId,
      completed_by: userId,
      was_cancelled: options.skipped ?? false,
      created_at: time,
      updated_at: time,
      result,
    };
    this.#task(task)?.annotations.push(annotation);
    return annotation;
  }

  change(annotation: StoredAnnotation, result: unknown[]): void {
    Object.assign(annotation, { result, updated_at: this.#time() });
  }

  remove(task: number, annotation: StoredAnnotation): void {
    const found = this.#task(task);
    if (found) found.annotations = found.annotations.filter((one) => one !== annotation);
  }

  #answer(method: string, url: URL, body: unknown): Response {
    const [, , collection, number, action] = url.pathname.split('/');
    const id = Number(number);
    if (collection === 'users') return Response.json(this.users);
    if (collection === 'projects' && method === 'GET') {
      const project = { id: 1, title: 'Answers', created_at: this.createdAt, task_number: this.tasks.length };
      return id === 1 ? Response.json(project) : missing('Project');
    }
    if (collection === 'projects' && action === 'import') {
      const added = (body as { data: Record<string, unknown> }[]).map(({ data }) => ({
        id: ++this.#lastId,
        data,
        annotations: [],
      }));
      this.tasks.push(...added);
      return Response.json({ task_count: added.length, task_ids: added.map((task) => task.id) }, { status: 201 });
    }
    if (collection !== 'tasks') return new Response('<!doctype html>', { status: 404 });
    if (number === undefined) return this.#page(url.searchParams);
    const task = this.#task(id);
    if (task === undefined) return missing('Task');
    if (method === 'GET') return Response.json({ ...task, project: 1 });
    this.tasks = this.tasks.filter((one) => one !== task);
    return new Response(null, { status: 204 });
  }

  #page(query: URLSearchParams): Response {
    const filters = JSON.parse(query.get('query') ?? '{}') as { filters: { items: { value: number }[] } };
    const after = filters.filters.items[0]?.value ?? 0;
    const rest = this.tasks.filter((task) => task.id > after);
    const tasks = rest.slice(0, Number(query.get('page_size')));
    return Response.json({ total: rest.length, tasks });
  }

  #task(id: number): StoredTask | undefined {
    return this.tasks.find((task) => task.id === id);
  }

  #time(): string {
    return new Date((this.#clock += 1000)).toISOString();
  }
}

export function preference(choice: string, comment?: string): unknown[] {
  const said = { from_name: 'preference', to_name: 'left', type: 'choices', value: { choices: [choice] } };
  return comment === undefined ? [said] : [said, written('comment', comment)];
}

export function stars(rating: number): unknown {
  return { from_name: 'score', to_name: 'answer', type: 'rating', value: { rating } };
}

export function written(control: string, text: string): unknown {
  return { from_name: control, to_name: 'answer', type: 'textarea', value: { text: [text] } };
}

function missing(what: string): Response {
  return Response.json({ status_code: 404, detail: `No ${what} matches the given query.` }, { status: 404 });
}

function lost(): TypeError {
  return new TypeError('fetch failed', { cause: Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' }) });
}
