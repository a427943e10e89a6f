import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { exportInteractions, openInteractionLog, type OpenInteractionLog } from '@tuneloop/rlhf';
import {
  createLabelStudioClient,
  createWebhookReceiver,
  findOrCreateProject,
  importAnnotations,
  labelStudioTaskSchema,
  labelStudioTemplate,
  openPushState,
  pullAnnotations,
  pullOneTask,
  pushTasks,
  tasksOfRows,
  templateKinds,
  webhookSecretHeader,
  type LabelingTask,
  type LabelStudioClient,
  type PushReport,
  type TemplateKind,
} from '@tuneloop/rlhf/label-studio';
import { afterAll, beforeAll, expect, inject, onTestFinished, test } from 'vitest';
import { CliSandbox, type CliResult } from '../../apps/cli/test/run-cli.ts';
import { startLabelStudio, type RunningLabelStudio } from '../../scripts/counterparts/label-studio.ts';
import { CuttingProxy, type Treatment } from './cutting-proxy.ts';
import { openAnnotatorPage } from './label-studio-page.ts';

const { token } = inject('labelStudio');
const sandbox = new CliSandbox();
let studio: RunningLabelStudio;
let client: LabelStudioClient;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tuneloop-label-studio-'));
  const data = join(folder, 'data');
  cpSync(inject('labelStudio').data, data, { recursive: true });
  studio = await startLabelStudio(inject('labelStudio'), data);
  client = createLabelStudioClient({ url: studio.url, token });
});

afterAll(async () => {
  await studio?.stop();
  rmSync(folder, { recursive: true, force: true });
  sandbox[Symbol.dispose]();
});

/** As an annotator's browser would. */
async function call(method: string, path: string, body?: unknown): Promise<unknown> {
  const response = await fetch(`${studio.url}/api/${path}`, {
    method,
    headers: { authorization: `Token ${token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return response.status === 204 ? undefined : response.json();
}

async function annotate(task: number, ...result: object[]): Promise<number> {
  return ((await call('POST', `tasks/${task}/annotations/`, { result, lead_time: 1 })) as { id: number }).id;
}

function preferring(choice: string): object {
  return { from_name: 'preference', to_name: 'left', type: 'choices', value: { choices: [choice] } };
}

function tuneloop(args: string[], env: Record<string, string> = {}): Promise<CliResult> {
  const settings = { LABEL_STUDIO_URL: studio.url, LABEL_STUDIO_API_KEY: token, ...env };
  return sandbox.run(['labelstudio', ...args], { env: settings });
}

async function tasksOf(project: number): Promise<{ id: number; data: Record<string, unknown> }[]> {
  const tasks = [];
  for await (const task of client.tasks(project)) tasks.push(task);
  return tasks;
}

const keysOf = (tasks: { data: Record<string, unknown> }[]): Set<unknown> =>
  new Set(tasks.map(({ data }) => data['tuneloop_key']));

function* rows(count: number): Generator<{ prompt: string; chosen: string; rejected: string }> {
  for (let n = 0; n < count; n += 1) {
    yield { prompt: `Question ${n}?`, chosen: `Yes, <b>${n}</b> & "more"\n\tof it`, rejected: `No, ${n} 🙂` };
  }
}

function* hostileRows(): Generator<{ prompt: string; completions: string[] }> {
  const script = '<script>alert(1)</script> & <b>bold</b>\n"$left"';
  yield { prompt: 'Which <b>one</b>?', completions: [script, '<img src=x onerror=alert(2)>'] };
}

// oxlint-disable-next-line require-await -- rows come one by one
async function* numbered(rows: Iterable<object>): AsyncGenerator<{ line: number; row: unknown }> {
  let line = 0;
  for (const row of rows) yield { line: (line += 1), row };
}

test('Label Studio takes the templates, and refuses a broken one with its reason', async () => {
  for (const kind of templateKinds) await client.checkTemplate(labelStudioTemplate(kind));
  const broken = labelStudioTemplate('pairwise').replace('toName="left"', 'toName="nobody"');
  await expect(client.checkTemplate(broken)).rejects.toMatchObject({
    code: 'INVALID_REQUEST',
    message: expect.stringContaining('nobody') as unknown,
  });
});

test('100 pairs are pushed, judged, pulled and exported as preferences; doing it again changes nothing', async () => {
  const file = join(folder, 'pairs.jsonl');
  writeFileSync(file, [...rows(100)].map((row) => JSON.stringify(row)).join('\n'));
  const first = await tuneloop(['push', file, '--json']);
  expect(first, first.stderr).toMatchObject({ code: 0 });
  const { project, ...pushed } = JSON.parse(first.stdout) as { project: number };
  expect(pushed).toMatchObject({ pushed: 100, present: 0 });
  expect(JSON.parse((await tuneloop(['push', file, '--json'])).stdout)).toMatchObject({
    project,
    pushed: 0,
    present: 100,
  });
  const tasks = await tasksOf(project);
  expect(keysOf(tasks).size).toBe(100);
  expect(tasks).toHaveLength(100);

  const outcomes = ['left', 'right', 'tie', 'both_bad'];
  const annotations: number[] = [];
  for (const [index, { id }] of tasks.entries()) annotations.push(await annotate(id, preferring(outcomes[index % 4]!)));

  // A personal access token, which is another kind, from a file.
  const { token: personal } = (await call('POST', 'token/', {})) as { token: string };
  const tokenFile = join(folder, 'token');
  writeFileSync(tokenFile, `${personal}\n`);
  const pull = async (): Promise<unknown> => {
    const args = ['pull', '--project', String(project), '--token-file', tokenFile, '--json'];
    const result = await tuneloop(args, { LABEL_STUDIO_API_KEY: 'wrong' });
    expect(result, result.stderr).toMatchObject({ code: 0 });
    expect(result.stdout + result.stderr).not.toContain(personal);
    return JSON.parse(result.stdout);
  };
  expect(await pull()).toMatchObject({ tasks: 100, annotations: 100, added: 100, withdrawn: 0, ignored: {} });
  expect(await pull()).toMatchObject({ added: 0, withdrawn: 0 });

  const exported = (await call(
    'GET',
    `projects/${project}/export?exportType=JSON&download_all_tasks=true`,
  )) as unknown[];
  await using log = openInteractionLog({ folder: join(sandbox.folder, 'data/log') });
  const users = await client.users();
  const again = { log, url: client.url, project, users };
  const imported = exported.map((task) => labelStudioTaskSchema.parse(task));
  await expect(importAnnotations(imported, again)).resolves.toMatchObject({ annotations: 100, added: 0, withdrawn: 0 });

  const output = join(folder, 'dpo.jsonl');
  const report = await exportInteractions({ log, output, format: 'dpo' });
  expect(report.rows).toBe(50);
  const wanted = new Map(
    tasks.flatMap(({ data }, index) => {
      const [left, right] = [data['left'], data['right']];
      if (index % 4 > 1) return [];
      return [[data['prompt'], index % 4 === 0 ? [left, right] : [right, left]] as const];
    }),
  );
  for (const line of readFileSync(output, 'utf8').trim().split('\n')) {
    const row = JSON.parse(line) as Record<'prompt' | 'chosen' | 'rejected', { content: string }[]>;
    const [prompt, chosen, rejected] = [row.prompt, row.chosen, row.rejected].map((messages) => messages[0]?.content);
    expect(wanted.get(prompt)).toEqual([chosen, rejected]);
    wanted.delete(prompt);
  }
  expect(wanted.size).toBe(0);

  await call('PATCH', `annotations/${annotations[0]}/`, { result: [preferring('right')] });
  await call('DELETE', `annotations/${annotations[1]}/`);
  const changed = await pullAnnotations({ client, project, log });
  expect(changed).toMatchObject({ annotations: 99, added: 1, withdrawn: 1 });
  const outcomeOf = async (index: number): Promise<unknown> => {
    const { choices } = await log.getComparison('all', String(tasks[index]?.data['tuneloop_comparison']));
    return choices.map(({ author, source, outcome }) => [author, source, outcome]);
  };
  const by = ['ada@example.com', 'label-studio'];
  expect(await outcomeOf(0)).toEqual([
    [...by, 'preferred'],
    [...by, 'preferred'],
  ]);
  expect(await outcomeOf(1)).toEqual([
    [...by, 'preferred'],
    [...by, 'withdrawn'],
  ]);
  expect(await outcomeOf(2)).toEqual([[...by, 'tie']]);
  expect(await outcomeOf(3)).toEqual([[...by, 'both-bad']]);
});

/** A log and a state of their own, and a way to Label Studio that can be cut. */
async function behindProxy(): Promise<{
  proxy: CuttingProxy;
  log: OpenInteractionLog;
  cut: LabelStudioClient;
  push: (project: number, kind: TemplateKind, given: Iterable<object>) => Promise<PushReport>;
}> {
  const own = mkdtempSync(join(folder, 'own-'));
  const log = openInteractionLog({ folder: join(own, 'log') });
  const proxy = new CuttingProxy(studio.url);
  const url = await proxy.listen();
  onTestFinished(async () => {
    await log.close();
    await proxy[Symbol.asyncDispose]();
  });
  const cut = createLabelStudioClient({ url, token, retries: 2, retryAfterMs: 50 });
  const push = async (project: number, kind: TemplateKind, given: Iterable<object>): Promise<PushReport> => {
    using state = openPushState(join(own, 'state.sqlite'));
    const tasks: AsyncIterable<LabelingTask> = tasksOfRows(kind, numbered(given));
    return await pushTasks({ client: cut, project, tasks, state, sink: log, batchSize: 20, settleMs: 50, retries: 2 });
  };
  return { proxy, log, cut, push };
}

const isImport = (method: string, path: string): boolean => method === 'POST' && path.includes('/import');

test('a push goes on after cuts, errors and a server that is away, without duplicates', async () => {
  const { proxy, push } = await behindProxy();
  const { id } = await findOrCreateProject(client, { kind: 'pairwise', title: 'Cut push' });
  const treatments: Treatment[] = ['pass', 'cut-after', 'cut-before', 'pass', 503, 'cut-after', 'pass'];
  proxy.treat = (method, path) => (isImport(method, path) ? (treatments.shift() ?? 'pass') : 'pass');
  await expect(push(id, 'pairwise', rows(100))).resolves.toMatchObject({ pushed: 100 });
  expect(treatments).toEqual([]);
  expect(await tasksOf(id)).toHaveLength(100);

  // Away from the second of three imports on, whose answer is lost.
  let imports = 0;
  proxy.treat = (method, path) => {
    if (isImport(method, path)) imports += 1;
    if (imports < 2) return 'pass';
    return isImport(method, path) && imports === 2 ? 'cut-after' : 'cut-before';
  };
  await expect(push(id, 'pairwise', rows(160))).rejects.toMatchObject({ code: 'UPSTREAM_FAILED' });
  proxy.treat = () => 'pass';
  await expect(push(id, 'pairwise', rows(160))).resolves.toMatchObject({ pushed: 20, present: 140 });
  const tasks = await tasksOf(id);
  expect(keysOf(tasks).size).toBe(160);
  expect(tasks).toHaveLength(160);
});

test('a pull goes on after cuts and errors, and counts once', async () => {
  const { proxy, log, cut, push } = await behindProxy();
  const { id } = await findOrCreateProject(client, { kind: 'rating', title: 'Cut pull' });
  await push(id, 'rating', rows(101));
  const tasks = await tasksOf(id);
  expect(tasks).toHaveLength(202);
  const rated = [tasks[0]!, tasks.at(-1)!];
  for (const [index, task] of rated.entries()) {
    const score = { from_name: 'score', to_name: 'answer', type: 'rating', value: { rating: 2 + index } };
    const comment = { from_name: 'comment', to_name: 'answer', type: 'textarea', value: { text: ['Why <i>not</i>'] } };
    await annotate(task.id, score, comment);
  }
  // The second page of tasks never comes, then with two errors before it.
  let pages = 0;
  const isPage = (path: string): boolean => path.startsWith('/api/tasks?');
  proxy.treat = (_, path) => (isPage(path) && (pages += 1) > 1 ? 'cut-after' : 'pass');
  await expect(pullAnnotations({ client: cut, project: id, log })).rejects.toMatchObject({ code: 'UPSTREAM_FAILED' });
  pages = 0;
  proxy.treat = (_, path) => (isPage(path) && [2, 3].includes((pages += 1)) ? 502 : 'pass');
  await expect(pullAnnotations({ client: cut, project: id, log })).resolves.toMatchObject({ tasks: 202, added: 1 });
  await expect(pullAnnotations({ client: cut, project: id, log })).resolves.toMatchObject({ added: 0 });
  for (const [index, { data }] of rated.entries()) {
    const { ratings } = await log.get('all', String(data['tuneloop_interaction']));
    expect(ratings).toMatchObject([{ score: 2 + index, comment: 'Why <i>not</i>', author: 'ada@example.com' }]);
  }
});

test('in its page answers are text and nothing else, and what is done there is read', async () => {
  const { log, push } = await behindProxy();
  const kinds = ['pairwise', 'correction'] as const;
  const [pairs, corrections] = await Promise.all(
    kinds.map(async (kind) => (await findOrCreateProject(client, { kind, title: `In the page: ${kind}` })).id),
  );
  await push(pairs!, 'pairwise', hostileRows());
  await push(corrections!, 'correction', hostileRows());
  await using annotator = await openAnnotatorPage(studio.url);
  const { page } = annotator;
  await annotator.open(pairs!);
  await page.getByText('<script>alert(1)</script> & <b>bold</b>').waitFor();
  await page.getByText('<img src=x onerror=alert(2)>').waitFor();
  await page.getByText('Both are bad').click();
  await annotator.submit();
  await annotator.open(corrections!);
  const field = page.locator('textarea[name=correction]');
  expect(await field.inputValue()).toBe('<script>alert(1)</script> & <b>bold</b>\n"$left"');
  await field.fill('Corrected\n<b>text</b>');
  await page.locator('textarea[name=comment]').fill('Never "Add"ed');
  await annotator.submit();
  expect(annotator.dialogs).toEqual([]);

  await pullAnnotations({ client, project: pairs!, log });
  await pullAnnotations({ client, project: corrections!, log });
  const [[pair], [correction]] = [await tasksOf(pairs!), await tasksOf(corrections!)];
  const { choices } = await log.getComparison('all', String(pair?.data['tuneloop_comparison']));
  expect(choices).toMatchObject([{ outcome: 'both-bad', author: 'ada@example.com' }]);
  const { ratings } = await log.get('all', String(correction?.data['tuneloop_interaction']));
  expect(ratings).toMatchObject([{ correction: 'Corrected\n<b>text</b>', comment: 'Never "Add"ed' }]);
});

test('a wrong token, a deleted project and what is no Label Studio are told apart', async () => {
  const wrong = await tuneloop(['pull', '--project', '1'], { LABEL_STUDIO_API_KEY: 'not-a-token' });
  expect(wrong).toMatchObject({ code: 1, stdout: '' });
  expect(wrong.stderr).toContain('does not take the token. It says: Invalid token.');
  expect(wrong.stderr).not.toContain('not-a-token');

  const { push } = await behindProxy();
  const { id } = await findOrCreateProject(client, { kind: 'pairwise', title: 'Soon deleted' });
  await push(id, 'pairwise', rows(1));
  await call('DELETE', `projects/${id}/`);
  await expect(push(id, 'pairwise', rows(2))).rejects.toMatchObject({ code: 'NOT_FOUND' });
  const deleted = await tuneloop(['pull', '--project', String(id)]);
  expect(deleted).toMatchObject({ code: 1 });
  expect(deleted.stderr).toContain(`has no project ${id}: it was deleted`);

  const path = createLabelStudioClient({ url: `${studio.url}/nowhere`, token });
  await expect(path.whoAmI()).rejects.toMatchObject({
    message: expect.stringContaining('is not Label Studio') as unknown,
  });
});

test('its webhooks pull what was judged, changed and deleted', async () => {
  const { log, cut, push } = await behindProxy();
  const { id } = await findOrCreateProject(client, { kind: 'pairwise', title: 'Live' });
  await push(id, 'pairwise', rows(2));
  const failures: string[] = [];
  await using receiver = createWebhookReceiver({
    secret: 'shared',
    project: id,
    pullTask: (task, signal) => pullOneTask(task, { client: cut, project: id, log, signal }),
    pullAll: (signal) => pullAnnotations({ client: cut, project: id, log, signal }),
    onFailure: (error) => failures.push(error.message),
  });
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const secret = request.headers[webhookSecretHeader];
    const received = { secret: typeof secret === 'string' ? secret : undefined, body: await json(request) };
    const { status, body } = receiver.receive(received);
    response.writeHead(status).end(JSON.stringify(body));
  };
  const server = createServer((request, response) => void answer(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  for (let times = 0; times < 2; times += 1) {
    await client.setWebhook(id, { url, headers: { [webhookSecretHeader]: 'shared' } });
  }
  expect(await call('GET', `webhooks/?project=${id}`)).toHaveLength(1);

  const [task] = await tasksOf(id);
  const choices = async (): Promise<string[]> => {
    await receiver.idle();
    const judged = await log.getComparison('all', String(task?.data['tuneloop_comparison']));
    return judged.choices.map(({ outcome }) => outcome);
  };
  const annotation = await annotate(task!.id, preferring('tie'));
  await expect.poll(choices, { timeout: 10_000 }).toEqual(['tie']);
  await call('PATCH', `annotations/${annotation}/`, { result: [preferring('both_bad')] });
  await expect.poll(choices, { timeout: 10_000 }).toEqual(['tie', 'both-bad']);
  await call('DELETE', `annotations/${annotation}/`);
  await expect.poll(choices, { timeout: 10_000 }).toEqual(['tie', 'both-bad', 'withdrawn']);
  expect(failures).toEqual([]);
});
