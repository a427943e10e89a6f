import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { createNameLookups } from './name-lookups.ts';

/** A name server that answers when it is told to. */
function createNameServer() {
  const open: { hostname: string; answer: (addresses: string[]) => void; fail: (error: Error) => void }[] = [];
  const asked: string[] = [];
  const lookup = createNameLookups((hostname) => {
    asked.push(hostname);
    return new Promise<readonly string[]>((answer, fail) => void open.push({ hostname, answer, fail }));
  });
  return { lookup, asked, next: () => open.shift()! };
}

const patient = (): AbortSignal => new AbortController().signal;

it('looks up one name at a time, and the same one once for all who ask', async () => {
  const { lookup, asked, next } = createNameServer();
  const found = ['a', 'b', 'a'].map((hostname) => lookup(hostname, patient()));
  await sleep(5);
  expect(asked).toEqual(['a']);
  next().answer(['192.0.2.1']);
  await sleep(5);
  expect(asked).toEqual(['a', 'b']);
  next().answer(['192.0.2.2']);
  expect(await Promise.all(found)).toEqual([['192.0.2.1'], ['192.0.2.2'], ['192.0.2.1']]);
  void lookup('a', patient());
  await sleep(5);
  expect(asked).toEqual(['a', 'b', 'a']);
});

it('answers for this machine at once, whatever else hangs', async () => {
  const { lookup, asked } = createNameServer();
  void lookup('hangs', patient());
  expect(await lookup('localhost', patient())).toEqual(['127.0.0.1', '::1']);
  expect(asked).toEqual(['hangs']);
});

it('goes on after a failure, which is told to who asked', async () => {
  const { lookup, next } = createNameServer();
  const [failed, found] = [lookup('a', patient()), lookup('b', patient())];
  await sleep(5);
  next().fail(new Error('no such name'));
  await expect(failed).rejects.toThrow('no such name');
  next().answer(['192.0.2.2']);
  expect(await found).toEqual(['192.0.2.2']);
});

it('does not look up what nobody waits for any more', async () => {
  const { lookup, asked, next } = createNameServer();
  const leaving = new AbortController();
  const first = lookup('hangs', patient());
  const left = lookup('left', leaving.signal);
  const shared = [lookup('shared', leaving.signal), lookup('shared', patient())];
  await sleep(5);
  leaving.abort(new Error('the caller has left'));
  next().answer([]);
  await first;
  await expect(left).rejects.toThrow('the caller has left');
  await sleep(5);
  expect(asked).toEqual(['hangs', 'shared']);
  next().answer(['192.0.2.3']);
  expect(await Promise.all(shared)).toEqual([['192.0.2.3'], ['192.0.2.3']]);
});
