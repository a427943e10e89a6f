import { createHash, timingSafeEqual } from 'node:crypto';
import { TuneloopError } from '@tuneloop/protocol';
import { z } from 'zod';

/** Under which Label Studio sends the secret; its webhooks can carry headers of one's own. */
export const webhookSecretHeader = 'x-tuneloop-secret';

export interface WebhookRequest {
  /** Of the header `webhookSecretHeader`. */
  secret: string | undefined;
  /** Parsed JSON. */
  body: unknown;
}

export interface WebhookAnswer {
  status: 202 | 400 | 401;
  body: Record<string, unknown>;
}

export interface WebhookReceiverOptions {
  secret: string;
  /** Of which events are taken; those of other projects are ignored. */
  project: number;
  pullTask: (task: number, signal: AbortSignal) => Promise<unknown>;
  /** Everything, for events that do not say which tasks they are about. */
  pullAll: (signal: AbortSignal) => Promise<unknown>;
  /** A pull that failed; the next one makes up for it. */
  onFailure: (error: TuneloopError) => void;
}

export interface WebhookReceiver extends AsyncDisposable {
  /** Whether this is the secret; for looking at it before a body is read. */
  knows(secret: string | undefined): boolean;
  /** Answers at once, since Label Studio waits for a second only; what there is to pull is pulled afterwards. */
  receive(request: WebhookRequest): WebhookAnswer;
  /** Pulls everything: what was judged while nobody listened. */
  catchUp(): void;
  /** Resolves when nothing is left to pull. */
  idle(): Promise<void>;
}

const id = z.int().min(1);
const reference = z.looseObject({ id });

const eventSchema = z.looseObject({
  action: z.string(),
  project: reference.optional(),
  task: z.union([reference, z.array(reference)]).optional(),
  annotation: z
    .union([z.looseObject({ task: id.optional() }), z.array(z.looseObject({ task: id.optional() }))])
    .optional(),
});

/**
 * Takes Label Studio's webhooks and pulls the tasks that they name. What a request says of an annotation is never believed:
 * the task is asked for by its number, so that the worst that a forged one can do is a pull.
 *
 * One pull runs at a time; a task that is named again while it waits is pulled once.
 */
export function createWebhookReceiver(options: WebhookReceiverOptions): WebhookReceiver {
  const stop = new AbortController();
  const waiting = new Set<number | 'all'>();
  let running = Promise.resolve();
  let isRunning = false;

  async function work(): Promise<void> {
    // What is added meanwhile comes along: a set is walked to its end, wherever that is by then.
    for (const what of waiting) {
      waiting.delete(what);
      if (stop.signal.aborted) continue;
      try {
        await (what === 'all' ? options.pullAll(stop.signal) : options.pullTask(what, stop.signal));
      } catch (error) {
        const failure = TuneloopError.from(error);
        if (failure.code !== 'ABORTED') options.onFailure(failure);
      }
    }
  }

  function enqueue(what: readonly (number | 'all')[]): void {
    for (const one of what) waiting.add(one);
    if (isRunning) return;
    isRunning = true;
    running = work().finally(() => {
      isRunning = false;
    });
  }

  const knows = (secret: string | undefined): boolean => secret !== undefined && isSame(secret, options.secret);

  return {
    knows,
    receive({ secret, body }) {
      if (!knows(secret)) {
        return refuse(401, `The header ${webhookSecretHeader} does not hold the secret of this receiver.`);
      }
      const event = eventSchema.safeParse(body);
      if (!event.success) return refuse(400, "This is none of Label Studio's events.");
      const { action, project } = event.data;
      const isOurs = project === undefined || project.id === options.project;
      if (isOurs && action.startsWith('ANNOTATION')) {
        const tasks = tasksOf(event.data);
        enqueue(tasks.length > 0 ? tasks : ['all']);
      }
      return { status: 202, body: { received: true } };
    },
    catchUp: () => enqueue(['all']),
    idle: () => running,
    async [Symbol.asyncDispose]() {
      stop.abort();
      await running;
    },
  };
}

function tasksOf({ task, annotation }: z.infer<typeof eventSchema>): number[] {
  const named = [task ?? []].flat().map((one) => one.id);
  const annotated = [annotation ?? []].flat().map((one) => one.task);
  return [...new Set([...named, ...annotated])].filter((one) => one !== undefined);
}

function refuse(status: 400 | 401, message: string): WebhookAnswer {
  const code = status === 401 ? 'UNAUTHORIZED' : 'INVALID_REQUEST';
  return { status, body: { error: { code, message } } };
}

/** In the same time wherever they differ. */
function isSame(a: string, b: string): boolean {
  const [left, right] = [a, b].map((text) => createHash('sha256').update(text).digest());
  return left !== undefined && right !== undefined && timingSafeEqual(left, right);
}
