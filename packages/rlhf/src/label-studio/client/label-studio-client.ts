import { TuneloopError } from '@tuneloop/protocol';
import type { z } from 'zod';
import { notLabelStudio } from './failure.ts';
import { createHttp, type HttpRequest } from './http.ts';
import {
  importSchema,
  projectPageSchema,
  projectSchema,
  taskPageSchema,
  taskSchema,
  userSchema,
  webhookSchema,
  type AnnotationTask,
  type LabelStudioProject,
} from './wire.ts';

export interface LabelStudioClientOptions {
  /** Where its page is: `http://localhost:8080`. */
  url: string;
  /** A personal access token, or a legacy one. */
  token: string;
  /** By default the global one. */
  fetch?: typeof globalThis.fetch | undefined;
  /** Of one request, in ms. Default 60,000. */
  timeoutMs?: number | undefined;
  /** How often a request that can be repeated is tried again. Default 5. */
  retries?: number | undefined;
  /** Before the first of these, in ms; doubled for each further one. Default 500. */
  retryAfterMs?: number | undefined;
}

export interface Cancellable {
  signal?: AbortSignal | undefined;
}

/**
 * Label Studio's HTTP API, as far as it is needed here; of version 1.23 (https://api.labelstud.io).
 *
 * Errors of all: `UNAUTHORIZED`, `FORBIDDEN`, `NOT_FOUND`, `INVALID_REQUEST`, `UPSTREAM_FAILED`, `TIMEOUT`, `ABORTED`. What
 * can be repeated was tried several times by then.
 */
export interface LabelStudioClient {
  /** Without a slash at the end. */
  readonly url: string;
  /** Whose token it is. */
  whoAmI(options?: Cancellable): Promise<{ id: number; email: string }>;
  /** The e-mail addresses of all users that the token's user may see, by their numbers. */
  users(options?: Cancellable): Promise<Map<number, string>>;
  /** Whether Label Studio takes this template. Errors: `INVALID_REQUEST` with what is wrong. */
  checkTemplate(labelConfig: string, options?: Cancellable): Promise<void>;
  createProject(
    project: { title: string; description: string; labelConfig: string },
    options?: Cancellable,
  ): Promise<LabelStudioProject>;
  project(id: number, options?: Cancellable): Promise<LabelStudioProject>;
  /** All that the token's user may see. */
  projects(options?: Cancellable): AsyncIterable<LabelStudioProject>;
  /**
   * Not repeated, since a second time would make duplicates. The numbers of the tasks, in order; `undefined` where the
   * server imports in the background.
   */
  importTasks(
    project: number,
    tasks: readonly Record<string, unknown>[],
    options?: Cancellable,
  ): Promise<number[] | undefined>;
  /** All of a project by their numbers, also when tasks are added and removed meanwhile. */
  tasks(project: number, options?: Cancellable & { annotations?: boolean }): AsyncIterable<AnnotationTask>;
  task(id: number, options?: Cancellable): Promise<AnnotationTask>;
  /** One that is gone already is no error. */
  deleteTask(id: number, options?: Cancellable): Promise<void>;
  /** Tells `url` of annotations that are made, changed and deleted; what was there for the same address is replaced. */
  setWebhook(
    project: number,
    webhook: { url: string; headers: Record<string, string> },
    options?: Cancellable,
  ): Promise<void>;
}

const pageSize = 200;

/** Errors: `INVALID_REQUEST` when the address or the token cannot be one. */
export function createLabelStudioClient(options: LabelStudioClientOptions): LabelStudioClient {
  const { token, timeoutMs = 60_000, retries = 5, retryAfterMs = 500 } = options;
  const url = readAddress(options.url);
  if (!/^[\x21-\x7e]+$/.test(token)) {
    throw new TuneloopError('INVALID_REQUEST', "Label Studio's token must not be empty, and has no spaces in it.");
  }
  const send = createHttp({ url, token, fetch: options.fetch, timeoutMs, retries, retryAfterMs });

  async function ask<T>(schema: z.ZodType<T>, request: HttpRequest): Promise<T> {
    const answer = schema.safeParse(await send(request));
    if (!answer.success) throw notLabelStudio(url);
    return answer.data;
  }

  async function* tasks(
    project: number,
    { annotations = false, signal }: Cancellable & { annotations?: boolean } = {},
  ): AsyncGenerator<AnnotationTask> {
    for (let after = 0; ;) {
      const query = {
        project: String(project),
        page_size: String(pageSize),
        ...(annotations ? { fields: 'all' } : { include: 'id,data' }),
        // By number and not by page: pages shift when tasks are removed meanwhile.
        query: JSON.stringify({
          filters: {
            conjunction: 'and',
            items: [{ filter: 'filter:tasks:id', operator: 'greater', type: 'Number', value: after }],
          },
          ordering: ['tasks:id'],
        }),
      };
      const what = `project ${project}`;
      const page = await ask(taskPageSchema, { method: 'GET', path: 'api/tasks', query, what, signal });
      for (const task of page.tasks) yield task;
      const last = page.tasks.at(-1);
      if (last === undefined || page.total <= page.tasks.length) return;
      if (last.id <= after) throw notLabelStudio(url);
      after = last.id;
    }
  }

  async function* projects({ signal }: Cancellable = {}): AsyncGenerator<LabelStudioProject> {
    for (let page = 1; ; page += 1) {
      const query = { page: String(page), page_size: '100' };
      const answer = await ask(projectPageSchema, {
        method: 'GET',
        path: 'api/projects/',
        query,
        what: 'projects',
        signal,
      });
      yield* answer.results;
      if (!answer.next) return;
    }
  }

  return {
    url,
    whoAmI: ({ signal } = {}) =>
      ask(userSchema, { method: 'GET', path: 'api/current-user/whoami', what: "the token's user", signal }),
    async users({ signal } = {}) {
      const list = await ask(userSchema.array(), { method: 'GET', path: 'api/users', what: 'users', signal });
      return new Map(list.map(({ id, email }) => [id, email]));
    },
    async checkTemplate(labelConfig, { signal } = {}) {
      const body = { label_config: labelConfig };
      await send({
        method: 'POST',
        path: 'api/projects/validate',
        body,
        what: 'the template',
        repeatable: true,
        signal,
      });
    },
    createProject: ({ labelConfig, ...project }, { signal } = {}) =>
      ask(projectSchema, {
        method: 'POST',
        path: 'api/projects/',
        body: { ...project, label_config: labelConfig },
        what: 'a new project',
        signal,
      }),
    project: (id, { signal } = {}) =>
      ask(projectSchema, { method: 'GET', path: `api/projects/${id}/`, what: `project ${id}`, signal }),
    projects,
    async importTasks(project, list, { signal } = {}) {
      const answer = await ask(importSchema, {
        method: 'POST',
        path: `api/projects/${project}/import`,
        query: { return_task_ids: 'true' },
        body: list.map((data) => ({ data })),
        what: `project ${project}`,
        signal,
      });
      return answer.task_ids;
    },
    tasks,
    task: (id, { signal } = {}) =>
      ask(taskSchema, { method: 'GET', path: `api/tasks/${id}`, what: `task ${id}`, signal }),
    async deleteTask(id, { signal } = {}) {
      try {
        await send({ method: 'DELETE', path: `api/tasks/${id}/`, what: `task ${id}`, signal });
      } catch (error) {
        if (!TuneloopError.isInstance(error) || error.code !== 'NOT_FOUND') throw error;
      }
    },
    async setWebhook(project, webhook, { signal } = {}) {
      const what = `webhooks of project ${project}`;
      const path = 'api/webhooks/';
      const known = await ask(webhookSchema.array(), {
        method: 'GET',
        path,
        query: { project: String(project) },
        what,
        signal,
      });
      const body = { ...webhook, project, send_payload: true, send_for_all_actions: false, actions: webhookActions };
      const same = known.find(({ url: address }) => address === webhook.url);
      if (same) await send({ method: 'PATCH', path: `${path}${same.id}/`, body, what, signal });
      else await send({ method: 'POST', path, body, what, signal });
    },
  };
}

const webhookActions = ['ANNOTATION_CREATED', 'ANNOTATIONS_CREATED', 'ANNOTATION_UPDATED', 'ANNOTATIONS_DELETED'];

function readAddress(text: string): string {
  const url = URL.parse(text);
  if (url === null || !['http:', 'https:'].includes(url.protocol) || url.username !== '' || url.search !== '') {
    const shown = url === null ? text : `${url.protocol}//${url.host}${url.pathname}`;
    const message = `Label Studio's address must be like http://localhost:8080, not ${JSON.stringify(shown.slice(0, 200))}.`;
    throw new TuneloopError('INVALID_REQUEST', message);
  }
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '');
}
