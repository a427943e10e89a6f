import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { npm } from './npm.ts';
import { workspacePackages, workspaceRoot, type WorkspacePackage } from './workspace.ts';

export interface PackedPackage extends WorkspacePackage {
  /** Absolute path of the `.tgz`, exactly what would be published. */
  tarball: string;
}

/** Packs every package that is published, hands the tarballs to `check`, and removes them afterwards. */
export async function withTarballs<T>(check: (packages: PackedPackage[]) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'tuneloop-tarballs-'));
  try {
    return await check(pack(folder));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function pack(destination: string): PackedPackage[] {
  const published = workspacePackages().filter(({ manifest }) => !manifest.private);
  const selected = published.flatMap(({ path }) => ['--workspace', path]);
  const output = npm(['pack', '--json', '--pack-destination', destination, ...selected], workspaceRoot);
  const packed = JSON.parse(output) as { name: string; filename: string }[];
  return published.map((one) => {
    const filename = packed.find(({ name }) => name === one.manifest.name)?.filename;
    if (filename === undefined) throw new Error(`npm pack made no tarball of ${one.manifest.name}`);
    return Object.assign(one, { tarball: join(destination, filename) });
  });
}
