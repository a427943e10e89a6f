import { TuneloopError } from '@tuneloop/protocol';
import { expect, test } from 'vitest';
import { createWebhookReceiver, type WebhookReceiver } from './webhook-receiver.ts';

function receiver(pull: (task: number) => Promise<void> = () => Promise.resolve()): {
  receiver: WebhookReceiver;
  pulled: (number | 'all')[];
  failures: string[];
} {
  const pulled: (number | 'all')[] = [];
  const failures: string[] = [];
  const made = createWebhookReceiver({
    secret: 'shared',
    project: 1,
    pullTask: (task) => {
      pulled.push(task);
      return pull(task);
    },
    pullAll: () => {
      pulled.push('all');
      return Promise.resolve();
    },
    onFailure: (error) => failures.push(error.message),
  });
  return { receiver: made, pulled, failures };
}

const event = (task: number, changes: object = {}): object => ({
  action: 'ANNOTATION_CREATED',
  project: { id: 1 },
  task: { id: task },
  annotation: { id: 5, result: [] },
  ...changes,
});

test('pulls the task that an event names', async () => {
  const { receiver: hook, pulled } = receiver();
  expect(hook.receive({ secret: 'shared', body: event(7) })).toMatchObject({ status: 202 });
  await hook.idle();
  expect(pulled).toEqual([7]);
});

test.each([undefined, '', 'shared ', 'wrong'])('refuses the secret %j, and pulls nothing', async (secret) => {
  const { receiver: hook, pulled } = receiver();
  expect(hook.receive({ secret, body: event(7) })).toMatchObject({ status: 401 });
  await hook.idle();
  expect(pulled).toEqual([]);
});

test.each([null, 'text', [], { action: 5 }, { action: 'ANNOTATION_CREATED', task: { id: '1; DROP' } }])(
  'refuses the body %j',
  (body) => {
    const { receiver: hook, pulled } = receiver();
    expect(hook.receive({ secret: 'shared', body })).toMatchObject({ status: 400 });
    expect(pulled).toEqual([]);
  },
);

test('ignores other projects and other events', async () => {
  const { receiver: hook, pulled } = receiver();
  hook.receive({ secret: 'shared', body: event(7, { project: { id: 2 } }) });
  hook.receive({ secret: 'shared', body: event(7, { action: 'TASKS_CREATED' }) });
  await hook.idle();
  expect(pulled).toEqual([]);
});

test('takes lists, and pulls everything when an event names no task', async () => {
  const { receiver: hook, pulled } = receiver();
  const tasks = [{ id: 1 }, { id: 2 }, { id: 1 }];
  hook.receive({ secret: 'shared', body: event(0, { action: 'ANNOTATIONS_CREATED', task: tasks }) });
  hook.receive({ secret: 'shared', body: { action: 'ANNOTATIONS_DELETED', annotations: [{ id: 3 }] } });
  await hook.idle();
  expect(pulled).toEqual([1, 2, 'all']);
});

test('pulls one task at a time, and one that waits already once', async () => {
  let running = 0;
  let most = 0;
  const { receiver: hook, pulled } = receiver(async () => {
    most = Math.max(most, (running += 1));
    await Promise.resolve();
    running -= 1;
  });
  for (const task of [1, 2, 2, 3, 2]) hook.receive({ secret: 'shared', body: event(task) });
  await hook.idle();
  expect(pulled).toEqual([1, 2, 3]);
  expect(most).toBe(1);
});

test('catches up with what was judged while nobody listened', async () => {
  const { receiver: hook, pulled } = receiver();
  hook.catchUp();
  await hook.idle();
  expect(pulled).toEqual(['all']);
});

test('goes on after a pull that failed', async () => {
  const {
    receiver: hook,
    pulled,
    failures,
  } = receiver((task) =>
    task === 1 ? Promise.reject(new TuneloopError('UPSTREAM_FAILED', 'Away')) : Promise.resolve(),
  );
  for (const task of [1, 2]) hook.receive({ secret: 'shared', body: event(task) });
  await hook.idle();
  expect([pulled, failures]).toEqual([[1, 2], ['Away']]);
});

test('drops what waits when it is closed', async () => {
  const { receiver: hook, pulled } = receiver();
  for (const task of [1, 2, 3]) hook.receive({ secret: 'shared', body: event(task) });
  await hook[Symbol.asyncDispose]();
  expect(pulled).toEqual([1]);
});
