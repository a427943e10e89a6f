import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createTestPlatform } from '../../test/test-platform.ts';

/** What an owner can make, list page by page, read and delete. */
interface Resource {
  path: string;
  create: (call: Call) => Promise<Response>;
}

type Call = (method: string, path: string, body?: object | FormData) => Promise<Response>;

const uploadOf = (): FormData => {
  const form = new FormData();
  form.append('purpose', 'user_data');
  form.append('file', new Blob(['{}']), 'rows.jsonl');
  return form;
};

const resources: Readonly<Record<string, Resource>> = {
  conversations: {
    path: '/lab/conversations',
    create: (call) => call('POST', '/lab/conversations', { title: 'Ships' }),
  },
  threads: { path: '/lab/conversations', create: (call) => call('POST', '/threads', { metadata: {} }) },
  files: { path: '/v1/files', create: (call) => call('POST', '/v1/files', uploadOf()) },
};

interface Owner {
  call: Call;
  /** Ids of what was made and not deleted, by path. */
  there: Map<string, Set<string>>;
}

interface System {
  owners: readonly Owner[];
}

type Step = fc.AsyncCommand<object, System>;

const idOf = async (response: Response): Promise<string> => {
  expect(response.status).toBe(200);
  const { id, thread_id: thread } = (await response.json()) as { id?: string; thread_id?: string };
  return id ?? thread ?? '';
};

/** Every id of a list, a few at a time. */
async function listed(call: Call, path: string): Promise<string[]> {
  const ids: string[] = [];
  for (let after: string | undefined, hasMore = true; hasMore;) {
    const response = await call('GET', `${path}?limit=3${after === undefined ? '' : `&after=${after}`}`);
    expect(response.status).toBe(200);
    const page = (await response.json()) as { data: { id: string }[]; has_more: boolean };
    ids.push(...page.data.map(({ id }) => id));
    after = ids.at(-1);
    hasMore = page.has_more;
  }
  return ids;
}

const step = (name: string, run: (system: System) => Promise<void>): Step => ({
  check: () => true,
  run: (_model, system) => run(system),
  toString: () => name,
});

const who = fc.nat({ max: 1 });
const what = fc.constantFrom(...Object.keys(resources));

async function create({ owners }: System, owner: number, kind: string): Promise<void> {
  const { path, create: send } = resources[kind]!;
  const id = await idOf(await send(owners[owner]!.call));
  const ids = owners[owner]!.there.get(path)!;
  expect(ids.has(id)).toBe(false);
  ids.add(id);
}

async function readAndDelete({ owners }: System, choice: { by: number; owner: number; kind: string; at: number }) {
  const { by, owner, kind, at } = choice;
  const { path } = resources[kind]!;
  const ids = owners[owner]!.there.get(path)!;
  const id = [...ids][at % Math.max(ids.size, 1)] ?? 'none';
  const isTheirs = by === owner && ids.has(id);
  expect((await owners[by]!.call('GET', `${path}/${id}`)).status).toBe(isTheirs ? 200 : 404);
  expect((await owners[by]!.call('DELETE', `${path}/${id}`)).status).toBe(isTheirs ? 200 : 404);
  if (isTheirs) ids.delete(id);
}

async function compare({ call, there }: Owner): Promise<void> {
  for (const [path, ids] of there) expect((await listed(call, path)).toSorted()).toEqual([...ids].toSorted());
}

const creating = fc
  .tuple(who, what)
  .map(([owner, kind]) => step(`${owner} creates one of ${kind}`, (system) => create(system, owner, kind)));

const deleting = fc
  .record({ by: who, owner: who, kind: what, at: fc.nat() })
  .map((choice) => step(`deletes ${JSON.stringify(choice)}`, (system) => readAndDelete(system, choice)));

const listing = who.map((owner) => step(`${owner} lists`, ({ owners }) => compare(owners[owner]!)));

test('each owner has what they made and did not delete, whatever others do', async () => {
  await using server = await createTestPlatform({ env: { API_KEY: 'root' } });
  const { url } = await server.platform.listen();
  const caller =
    (key: string): Call =>
    (method, path, body) =>
      fetch(url + path, {
        method,
        headers: {
          authorization: `Bearer ${key}`,
          ...(body && !(body instanceof FormData) && { 'content-type': 'application/json' }),
        },
        ...(body && { body: body instanceof FormData ? body : JSON.stringify(body) }),
      });
  let made = 0;
  const newOwner = async (): Promise<Owner> => {
    const request = { name: `owner-${(made += 1)}`, scopes: ['chat', 'train'] };
    const { key } = (await (await caller('root')('POST', '/v1/keys', request)).json()) as { key: string };
    return { call: caller(key), there: new Map(Object.values(resources).map(({ path }) => [path, new Set()])) };
  };
  const steps = fc.commands([creating, creating, deleting, listing], { size: 'medium', maxCommands: 20 });
  await fc.assert(
    fc.asyncProperty(steps, async (commands) => {
      const owners = [await newOwner(), await newOwner()];
      await fc.asyncModelRun(() => ({ model: {}, real: { owners } }), commands);
      for (const owner of owners) await compare(owner);
    }),
    { numRuns: 5, seed: 3 },
  );
  expect(made).toBe(10);
});
