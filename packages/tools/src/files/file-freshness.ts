import { aboutPath } from '../paths/file-failure.ts';
import { createFileGuard } from '../paths/file-guard.ts';
import type { ToolContext } from '../tool/define-tool.ts';

/** File systems tell times in steps; what has changed a moment ago may change again within the same one. */
const settledAfterMs = 2000;

/** Names the state of what a path leads to; undefined while it is still changing, or when it does not exist. */
export async function fileFreshness(
  { path }: { path: string },
  { policy, signal }: ToolContext,
): Promise<string | undefined> {
  const guard = await createFileGuard(policy.files, signal);
  await using place = await guard.place(path, 'read');
  const stats = await aboutPath(path, () => place.folder.stat(place.name));
  if (stats === undefined || Date.now() - Number(stats.ctimeMs) < settledAfterMs) return undefined;
  return [place.path, stats.dev, stats.ino, stats.size, stats.mtimeNs, stats.ctimeNs].join(':');
}
