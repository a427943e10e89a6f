import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CliSandbox } from '../../test/run-cli.ts';
import { startScriptedServer, type ScriptedServer } from '../../test/scripted-server.ts';

const sandbox = new CliSandbox();
const run = sandbox.call.bind(sandbox);
let server: ScriptedServer;
let id: string;

beforeAll(async () => {
  server = await startScriptedServer(sandbox.folder);
  ({ id } = await server.platform.jobs.submit({ kind: 'download', input: { model: 'scripted' } }));
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  sandbox[Symbol.dispose]();
});

describe('jobs of a server', () => {
  test('are watched to their end', async () => {
    const { code, stdout, stderr } = await run(['jobs', 'watch', id, '--url', server.url]);
    expect({ code }).toEqual({ code: 0 });
    expect(stderr).toMatch(/queued\n.*started/);
    expect(stdout).toMatch(/status: +succeeded/);
    const json = await run(['jobs', 'watch', id, '--json'], { env: { PORT: String(server.port) } });
    const types = json.stdout
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { type: string }).type);
    expect([types[0], types.at(-1)]).toEqual(['queued', 'result']);
  });

  test('are listed and shown', async () => {
    const list = await run(['jobs', 'list', '--url', server.url]);
    expect(list.stdout).toMatch(new RegExp(`^ID[^]*${id} +download`));
    const show = await run(['jobs', 'show', id, '--json', '--url', server.url]);
    expect(JSON.parse(show.stdout)).toMatchObject({ id, kind: 'download', input: { model: 'scripted' } });
  });

  test('are cancelled; one that has ended stays as it is', async () => {
    const { code, stderr } = await run(['jobs', 'cancel', id, '--url', server.url]);
    expect(code).toBe(0);
    expect(stderr).toContain('succeeded');
  });

  test('are run again unless they have succeeded, and listed by status and kind', async () => {
    const { code, stderr } = await run(['jobs', 'retry', id, '--url', server.url]);
    expect([code, stderr]).toEqual([2, expect.stringContaining('this one is succeeded')]);
    const none = await run(['jobs', 'list', '--status', 'skipped', '--kind', 'download', '--url', server.url]);
    expect([none.code, none.stderr]).toEqual([0, expect.stringContaining('no jobs')]);
  });

  test('that were submitted together are shown, followed, cancelled and resumed together', async () => {
    const download = { kind: 'download', input: { model: 'scripted' } };
    const { id: group } = await server.platform.jobs.submitGraph({
      steps: [
        { name: 'first', ...download },
        { name: 'second', after: ['first'], ...download },
      ],
    });
    const watched = await run(['jobs', 'watch', group, '--url', server.url]);
    expect(watched.code).toBe(0);
    expect(watched.stderr).toMatch(/first: done\n[^]*second: started\n[^]*second: done\n/);
    expect(watched.stdout).toMatch(/status: +succeeded\n\nSTEP[^]*\nsecond +succeeded +job_/);
    const cancelled = await run(['jobs', 'cancel', group, '--json', '--url', server.url]);
    expect(JSON.parse(cancelled.stdout)).toMatchObject({ id: group, status: 'succeeded', jobs: [{}, {}] });
    const resumed = await run(['jobs', 'resume', group, '--url', server.url]);
    expect([resumed.code, resumed.stderr]).toEqual([2, expect.stringContaining('No job of this graph')]);
  });

  test('a server is told to download a model', async () => {
    const { code, stdout, stderr } = await run(['pull', 'hf:some/model', '--url', server.url]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'scripted\n' });
    expect(stderr).toContain('ready at the server');
    const list = await run(['jobs', 'list', '--json', '--url', server.url]);
    const { jobs } = JSON.parse(list.stdout) as { jobs: { input: unknown; status: string }[] };
    expect(jobs[0]).toMatchObject({ input: { model: 'hf:some/model' }, status: 'succeeded' });
    const nothing = await run(['pull', '--url', server.url]);
    expect([nothing.code, nothing.stderr]).toEqual([2, expect.stringContaining('Say what')]);
  });

  test('that do not exist are a failure, and so is a server that does not answer', async () => {
    const none = await run(['jobs', 'show', 'job_none', '--url', server.url]);
    expect([none.code, none.stderr]).toEqual([1, expect.stringContaining('job_none')]);
    const away = await run(['jobs', 'list', '--url', 'http://127.0.0.1:1']);
    expect([away.code, away.stderr]).toEqual([1, expect.stringContaining('No server answers')]);
  });
});

describe('jobs of the data folder, where no server answers', () => {
  const told = (port: number): unknown =>
    expect.stringContaining(`No server answers at http://127.0.0.1:${port}/v1; these`);

  test('are listed, shown and followed', async () => {
    const list = await run(['jobs', 'list', '--kind', 'download', '--json']);
    expect(list).toMatchObject({ code: 0, stderr: told(1) });
    expect((JSON.parse(list.stdout) as { jobs: { id: string }[] }).jobs.map((job) => job.id)).toContain(id);
    const shown = await run(['jobs', 'show', id, '--json']);
    const ofServer = await run(['jobs', 'show', id, '--json', '--url', server.url]);
    expect(JSON.parse(shown.stdout)).toEqual(JSON.parse(ofServer.stdout));
    const watched = await run(['jobs', 'watch', id]);
    expect(watched).toMatchObject({ code: 0, stderr: expect.stringMatching(/queued\n.*started/) as string });
    expect(await run(['jobs', 'show', 'job_none'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('job_none') as string,
    });
  });

  test('so are those that were submitted together, which can be cancelled', async () => {
    const steps = [{ name: 'first', kind: 'download', input: { model: 'scripted' } }];
    const { id: group } = await server.platform.jobs.submitGraph({ steps });
    const watched = await run(['jobs', 'watch', group]);
    expect(watched).toMatchObject({ code: 0, stderr: expect.stringContaining('first: done') as string });
    const shown = await run(['jobs', 'show', group]);
    expect(shown.stdout).toMatch(/status: +succeeded\n\nSTEP[^]*\nfirst +succeeded +job_/);
    const cancelled = await run(['jobs', 'cancel', group]);
    expect(cancelled).toMatchObject({ code: 0, stderr: expect.stringContaining('The graph is succeeded.') as string });
  });

  test('are not queued again: nobody would run them', async () => {
    const resumed = await run(['jobs', 'resume', id]);
    expect(resumed).toMatchObject({ code: 1, stderr: expect.stringContaining('Start one with') as string });
  });
});
