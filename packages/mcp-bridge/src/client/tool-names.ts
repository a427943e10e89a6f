import { createHash } from 'node:crypto';

/** What models and their servers take as a name of a tool. */
const maximumLength = 64;

export interface RemoteName {
  server: string;
  tool: string;
}

/**
 * A name for each tool, `server__tool`, in the order given. Characters that models' servers refuse become `_`, and names
 * that are then too long or alike end in a hash of what they were: the same tool has the same name in every process,
 * whatever else is connected, unless two differ in such characters alone.
 */
export function localNames(tools: readonly RemoteName[]): string[] {
  const plain = tools.map(({ server, tool }) => `${clean(server)}__${clean(tool)}`);
  const uses = new Map<string, number>();
  for (const name of plain) uses.set(name, (uses.get(name) ?? 0) + 1);
  return plain.map((name, index) => {
    const remote = tools[index]!;
    const isExact = name === `${remote.server}__${remote.tool}`;
    const isAlone = uses.get(name) === 1 || isExact;
    return isAlone && name.length <= maximumLength ? name : withHash(name, remote);
  });
}

const clean = (text: string): string => text.replaceAll(/[^A-Za-z0-9_-]/g, '_');

function withHash(name: string, { server, tool }: RemoteName): string {
  const hash = createHash('sha256')
    .update(JSON.stringify([server, tool]))
    .digest('hex')
    .slice(0, 8);
  return `${name.slice(0, maximumLength - hash.length - 1)}_${hash}`;
}
