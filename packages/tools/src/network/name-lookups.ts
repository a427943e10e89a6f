import { lookup } from 'node:dns/promises';

/** All IP addresses of a name, best first; throws when there are none. After `signal` nobody waits for them. */
export type NameLookup = (hostname: string, signal: AbortSignal) => Promise<readonly string[]>;

/**
 * Look-ups of names, one at a time. One whose name server does not answer takes ten seconds or more, cannot be cancelled,
 * and holds one of the two places that libuv's four threads give to look-ups of the whole process; so that the other one
 * stays for what the server itself has to reach. Who asks for the same name shares the answer, and a name that nobody
 * waits for any more is not looked up.
 */
export function createNameLookups(
  resolve: (hostname: string) => Promise<readonly string[]> = resolveBySystem,
): NameLookup {
  const waiting = new Map<string, { signals: AbortSignal[]; found: Promise<readonly string[]> }>();
  let turn: Promise<unknown> = Promise.resolve();
  return (hostname, signal) => {
    // RFC 6761, 6.3: no name server has a say in it.
    if (hostname === 'localhost') return Promise.resolve(['127.0.0.1', '::1']);
    const known = waiting.get(hostname);
    if (known) {
      known.signals.push(signal);
      return known.found;
    }
    const signals = [signal];
    const found = turn
      .then(() => {
        if (signals.every(({ aborted }) => aborted)) throw signal.reason;
        return resolve(hostname);
      })
      .finally(() => waiting.delete(hostname));
    turn = found.catch(() => undefined);
    waiting.set(hostname, { signals, found });
    return found;
  };
}

async function resolveBySystem(hostname: string): Promise<readonly string[]> {
  const found = await lookup(hostname, { all: true, order: 'verbatim' });
  return found.map(({ address }) => address);
}
