import { scopes, type Scope } from '@tuneloop/openai-server';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  createIsolationRig,
  makeThings,
  type Answer,
  type DescribedOperation,
  type IsolationRig,
  type Things,
} from '../../test/isolation-rig.ts';
import { eventually } from '../../test/test-platform.ts';

let rig: IsolationRig;

beforeAll(async () => {
  rig = await createIsolationRig();
  // Where there is no key at all, everybody may do everything, until the first one is noticed.
  await rig.makeKey('first', ['admin']);
  const { call } = rig;
  await eventually(async () => (await call(undefined, 'GET /v1/models')).status === 401);
});
afterAll(() => rig[Symbol.asyncDispose]());

/** What an answer is like for somebody who may not see a thing must not tell that it is there. */
const made = (id: string): string => id.replace(/[0-9a-z](?=[^0-9a-z]*$)/, (last) => (last === '0' ? '1' : '0'));

const noIds = (path: string): string => path.replaceAll(/\{[^}]+\}/g, 'made-up');

/** Bodies with which a request gets as far as to whose the thing is. */
const bodies: Readonly<Record<string, unknown>> = {
  'POST /v1/interactions/{id}/ratings': { thumb: 'up' },
  'POST /v1/comparisons/{id}/choice': { choice: 'left' },
  'PATCH /lab/conversations/{id}': { title: 'Mine now' },
  'POST /lab/conversations/{id}/turns/{turn}': { decisions: {} },
  'PATCH /threads/{thread}': { metadata: { mine: true } },
  'POST /threads/{thread}/state': { values: { messages: [] } },
  'POST /threads/{thread}/runs': { assistant_id: 'agent', input: 'Hi' },
  'POST /threads/{thread}/runs/stream': { assistant_id: 'agent', input: 'Hi' },
  'POST /threads/{thread}/runs/wait': { assistant_id: 'agent', input: 'Hi' },
};

/** What its owner gets nothing from as it stands, for another reason than whose it is. */
const nothingThere: ReadonlySet<string> = new Set([
  'GET /lab/conversations/{id}/events',
  'GET /v1/training/runs/{id}/log',
  'GET /v1/training/runs/{id}/evaluation',
  'GET /v1/training/runs/{id}/report',
  'GET /v1/exports/{id}/file',
]);

test('every operation says who may use it', () => {
  const undeclared = rig.operations.filter(({ scopes: needed }) => needed === undefined);
  expect(undeclared.map(({ name }) => name)).toEqual([]);
  expect(rig.operations.length).toBeGreaterThan(150);
});

/** What a key with `has` (`undefined`: none, or one that is unknown) is answered. */
function expected({ scopes: needed }: DescribedOperation, has: readonly Scope[] | undefined): 'passes' | 401 | 403 {
  if (needed === 'none') return 'passes';
  if (has === undefined) return 401;
  return needed === 'any' || needed?.some((scope) => has.includes(scope)) ? 'passes' : 403;
}

describe('each operation', () => {
  test.each<[string, readonly Scope[] | undefined]>([
    ['no key', undefined],
    ['an unknown key', undefined],
    ...scopes.map((scope): [string, readonly Scope[]] => [scope, [scope]]),
  ])('with %s', async (name, has) => {
    const key = has ? await rig.makeKey(`only ${name}`, has) : name === 'no key' ? undefined : 'tl-unknown';
    const answers = await Promise.all(
      rig.operations.map(async (operation) => {
        const { status } = await rig.call(key, `${operation.method} ${noIds(operation.path)}`);
        const wants = expected(operation, has);
        const is = status === 401 || status === 403 ? status : 'passes';
        return { name: operation.name, is, wants };
      }),
    );
    expect(answers.filter(({ is, wants }) => is !== wants)).toEqual([]);
  });
});

test('a key at its limit is refused by what makes an engine work, and by nothing else', async () => {
  const limits = { requestsPerMinute: 1 };
  const { key } = await rig.platform.keys.create({ name: 'limited', scopes, limits });
  await rig.call(key, 'POST /v1/embeddings', { body: { input: 'a' } });
  const answers = await Promise.all(
    rig.operations.map(async ({ name, method, path, isLimited }) => {
      const { status } = await rig.call(key, `${method} ${noIds(path)}`);
      return { name, isLimited, isRefused: status === 429 };
    }),
  );
  expect(answers.filter(({ isLimited, isRefused }) => isLimited !== isRefused)).toEqual([]);
  expect(answers.filter(({ isLimited }) => isLimited).length).toBeGreaterThan(20);
});

describe('things that belong to a key', () => {
  const own: readonly Scope[] = ['chat', 'train'];
  let things: Things;
  let keys: { owner: string; other: string; admin: string; data: string };

  beforeAll(async () => {
    const [owner, other, admin, data] = [
      await rig.makeKey('owner', own),
      await rig.makeKey('other', own),
      await rig.makeKey('admin', [...own, 'admin']),
      await rig.makeKey('data', [...own, 'data']),
    ];
    keys = { owner, other, admin, data };
    things = await makeThings(rig, owner);
  }, 60_000);

  /** The path with an id in each place; the last one, which says what is asked for, is made up where that is asked for. */
  function fill(path: string, isMadeUp: boolean): { path: string; ids: string[] } {
    const parameters = [...path.matchAll(/\{[^}]+\}/g)];
    const ids: string[] = [];
    let filled = path;
    for (const [index, match] of parameters.entries()) {
      const prefix = path.slice(0, match.index + match[0].length);
      const id = things[prefix];
      if (id === undefined) throw new Error(`Nothing was made for ${prefix}: makeThings() has to.`);
      const shown = isMadeUp && index === 0 ? made(id) : id;
      ids.push(shown);
      filled = filled.replace(match[0], shown);
    }
    return { path: filled, ids };
  }

  const owned = (): DescribedOperation[] =>
    rig.operations.filter(({ visibility, path }) => visibility !== undefined && path.includes('{'));

  async function ask(
    key: string,
    operation: DescribedOperation,
    isMadeUp = false,
  ): Promise<Answer & { plain: string }> {
    const { path, ids } = fill(operation.path, isMadeUp);
    const body = bodies[operation.name];
    const answer = await rig.call(key, `${operation.method} ${path}`, { body });
    let plain = answer.text;
    for (const id of ids) plain = plain.replaceAll(id, 'ID');
    return { ...answer, plain };
  }

  const reads = (): DescribedOperation[] => owned().filter(({ method }) => method === 'GET');

  async function seenBy(key: string): Promise<Record<string, string>> {
    const seen: Record<string, string> = {};
    for (const operation of reads()) seen[operation.name] = (await ask(key, operation)).text;
    return seen;
  }

  test('are there for it', async () => {
    for (const operation of reads()) {
      if (nothingThere.has(operation.name) || operation.visibility === 'admin') continue;
      const { status } = await ask(keys.owner, operation);
      expect([operation.name, status < 300]).toEqual([operation.name, true]);
    }
  });

  test.each([
    ['admin', ['own-or-admin', 'own-or-data', 'admin']],
    ['data', ['own-or-data']],
  ] as const)('are there for a key with "%s" where everything is, and else are not', async (scope, seen) => {
    const statuses: unknown[] = [];
    for (const operation of reads()) {
      if (nothingThere.has(operation.name)) continue;
      const { status } = await ask(keys[scope], operation);
      const isSeen = seen.some((visibility) => visibility === operation.visibility);
      if (status !== (isSeen ? 200 : 404)) statuses.push([operation.name, operation.visibility, status]);
    }
    expect(statuses).toEqual([]);
  });

  test('are in no list of another key', async () => {
    const lists = rig.operations.filter(({ visibility, path }) => visibility !== undefined && !path.includes('{'));
    const shown = lists.filter(({ method, path }) => method === 'GET' || /search$|count$/.test(path));
    expect(shown.length).toBeGreaterThan(8);
    for (const operation of shown) {
      const { text } = await rig.call(keys.other, operation.name);
      const leaked = Object.values(things).filter((id) => text.includes(id));
      expect([operation.name, leaked]).toEqual([operation.name, []]);
    }
  });

  /** Things that requests name in their bodies. */
  const named = (id: (prefix: string) => string): readonly [operation: string, body: object][] => [
    ['POST /v1/responses', { input: 'Go on.', previous_response_id: id('/v1/responses/{id}') }],
    ['POST /v1/fine_tuning/jobs', { model: 'default', training_file: id('/v1/files/{id}') }],
    ['POST /v1/training/runs', { data: { file: id('/v1/files/{id}') } }],
    ['POST /v1/training/plan', { data: { export: id('/v1/exports/{id}') } }],
  ];

  test('cannot be used by another key by naming them in a body', async () => {
    const never = named((prefix) => made(things[prefix]!));
    for (const [index, [operation, body]] of named((prefix) => things[prefix]!).entries()) {
      const [real, unreal] = [
        await rig.call(keys.other, operation, { body }),
        await rig.call(keys.other, operation, { body: never[index]![1] }),
      ];
      const plain = ({ text }: Answer): string =>
        Object.values(things).reduce((left, id) => left.replaceAll(id, 'ID').replaceAll(made(id), 'ID'), text);
      expect([operation, real.status, plain(real)]).toEqual([operation, unreal.status, plain(unreal)]);
      expect(real.status).toBeGreaterThanOrEqual(400);
      const own = await rig.call(keys.owner, operation, { body });
      expect([operation, plain(own)]).not.toEqual([operation, plain(unreal)]);
    }
  });

  test('do not exist for another key, whatever it tries, and stay as they are', async () => {
    const before = await seenBy(keys.owner);
    const told: unknown[] = [];
    for (const operation of owned()) {
      const [real, never] = [await ask(keys.other, operation), await ask(keys.other, operation, true)];
      // Names of conversations are everybody's own: this makes one.
      const isNew = operation.name === 'POST /lab/conversations/{id}/messages';
      const isSame = real.status === never.status && real.plain === never.plain;
      if (!isSame || (real.status !== 404 && !isNew)) told.push([operation.name, real.status, real.plain, never.plain]);
    }
    expect(told).toEqual([]);
    expect(await seenBy(keys.owner)).toEqual(before);
  });
});
