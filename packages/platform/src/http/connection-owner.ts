import { readFile } from 'node:fs/promises';

/** A connection of this machine, seen from the side that answers. */
export interface LocalConnection {
  localPort?: number | undefined;
  remotePort?: number | undefined;
}

const tables = ['/proc/net/tcp', '/proc/net/tcp6'];
const established = '01';

/**
 * The users whose programs are at the other end of a connection of this machine, as Linux lists them: one, unless several
 * addresses have connections between the same ports; none, where it is of another machine or network namespace.
 *
 * @returns `undefined` where the system has no such list.
 */
export async function connectionOwners({ localPort, remotePort }: LocalConnection): Promise<number[] | undefined> {
  const lists = await Promise.all(tables.map((path) => readFile(path, 'utf8').catch(() => undefined)));
  if (lists.every((list) => list === undefined)) return undefined;
  return lists.flatMap((list) => ownersIn(list ?? '', { localPort, remotePort }));
}

/** Columns: number, local address, remote address, state, queues, timer, retransmissions, user, … */
export function ownersIn(list: string, { localPort, remotePort }: LocalConnection): number[] {
  const rows = list.split('\n').map((line) => line.trim().split(/\s+/));
  return rows.flatMap(([, local, remote, state, , , , user]) =>
    state === established && portOf(local) === remotePort && portOf(remote) === localPort ? [Number(user)] : [],
  );
}

function portOf(address: string | undefined): number {
  return Number.parseInt(address?.split(':')[1] ?? '', 16);
}
