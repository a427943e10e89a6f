import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sendJson, startFakeUpstream, type Answer } from '../../test/remote/fake-upstream.ts';
import { loadRemoteModel } from './engine.ts';
import { createRemoteEngine } from './index.ts';
import { parseRemoteOptions } from './options.ts';

const slots: Answer = ({ path, body }, response) => {
  const action = new URL(path, 'http://host').searchParams.get('action');
  const filename = body['filename'];
  if (filename === 'missing') return sendJson(response, 404, { error: { code: 'not_found', message: 'none' } });
  if (action === 'save') return sendJson(response, 200, { id_slot: 1, filename, n_saved: 5, n_written: 60 });
  if (action === 'restore') return sendJson(response, 200, { id_slot: 1, filename, n_restored: 5, n_read: 60 });
  return sendJson(response, 200, { id_slot: 1, n_erased: 5 });
};
const slotRoutes = Object.fromEntries(
  ['none', 'save', 'restore', 'erase'].flatMap((action) => [
    [`/slots/0?action=${action}`, slots],
    [`/slots/1?action=${action}&model=model`, slots],
  ]),
);

test("slots are saved in the upstream's own folder, by the name of the file", async () => {
  await using fake = await startFakeUpstream({ routes: slotRoutes });
  await using model = await createRemoteEngine({ upstreams: [{ url: fake.url, kind: 'tuneloop' }] }).load({
    id: 'model',
  });
  const states = model.slotStates!;
  expect(await states.save(1, '/here/conversation.bin')).toEqual({ tokens: 5, sizeBytes: 60 });
  expect(fake.requests.at(-1)?.body).toEqual({ filename: 'conversation.bin' });
  expect(await states.restore(1, '/here/conversation.bin')).toEqual({ tokens: 5, sizeBytes: 60 });
  await expect(states.restore(1, '/here/missing')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(states.save(1, '/here/a', { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'ABORTED' });
});

test('slots belong to one server: among several none is shown', async () => {
  await using fake = await startFakeUpstream({ ownedBy: 'tuneloop', routes: slotRoutes });
  await using other = await startFakeUpstream({ ownedBy: 'tuneloop', routes: slotRoutes });
  const engine = createRemoteEngine({ upstreams: [{ url: fake.url }, { url: other.url }] });
  await using model = await engine.load({ id: 'model' });
  expect(model.slotStates).toBeUndefined();
});

test('a folder that both can reach gets whole files only', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'slots-'));
  const inFolder: Answer = async (request, response) => {
    const name = String(request.body['filename']);
    await writeFile(join(folder, name), 'half');
    if (request.path.startsWith('/slots/1')) await slots(request, response);
    else sendJson(response, 500, { error: { message: 'Unable to save slot' } });
  };
  await using fake = await startFakeUpstream({
    routes: {
      ...slotRoutes,
      '/slots/1?action=save&model=model': inFolder,
      '/slots/2?action=save&model=model': inFolder,
    },
  });
  const settings = parseRemoteOptions({ upstreams: [{ url: fake.url, kind: 'llama.cpp' }] });
  const backing = {
    engine: 'llama-server',
    processId: () => undefined,
    close: async () => undefined,
    slotSaveFolder: folder,
  };
  await using model = await loadRemoteModel(settings, { id: 'model' }, {}, backing);
  const states = model.slotStates!;
  await states.save(1, join(folder, 'whole.bin'));
  await expect(states.save(2, join(folder, 'failed.bin'))).rejects.toMatchObject({ code: 'UPSTREAM_FAILED' });
  expect(await readdir(folder)).toEqual(['whole.bin']);
  await expect(states.restore(1, join(folder, 'failed.bin'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await rm(folder, { recursive: true });
});
