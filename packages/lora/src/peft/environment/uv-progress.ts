/** How far an installation is, from what uv writes where it is no terminal. */
export interface InstallProgress {
  /** Packages that are here. */
  completed: number;
  /** Packages to fetch and install, once it is known. */
  total?: number | undefined;
  /** What is being fetched, such as `torch (506.1MiB)`. */
  label?: string | undefined;
}

/** Returns a function that takes uv's output as it comes, and calls `onProgress` when it is further. */
export function followUv(onProgress: (progress: InstallProgress) => void): (text: string) => void {
  const underWay = new Map<string, string>();
  let rest = '';
  let completed = 0;
  let total: number | undefined;
  const read = (line: string): boolean => {
    const [, start, size] = /^\s*Downloading (\S+) \((\S+)\)/.exec(line) ?? [];
    if (start !== undefined) underWay.set(start, `${start} (${size})`);
    const end = /^\s*Downloaded (\S+)/.exec(line)?.[1];
    if (end !== undefined && underWay.delete(end)) completed++;
    const resolved = /^Resolved (\d+) packages?/.exec(line)?.[1];
    if (resolved !== undefined) total = Number(resolved);
    const installed = /^Installed (\d+) packages?/.exec(line)?.[1];
    if (installed !== undefined) completed = total = Number(installed);
    return [start, end, resolved, installed].some((word) => word !== undefined);
  };
  return (text) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    if (lines.map(read).includes(true)) onProgress({ completed, total, label: [...underWay.values()].at(-1) });
  };
}
