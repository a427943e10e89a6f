import type { AdapterVersion } from './train-queries.ts';

/** A version with those whose training began with its weights. */
export interface VersionNode {
  version: AdapterVersion;
  children: VersionNode[];
}

/** Who comes from whom; newest first. A version whose origin is another name, or is deleted, stands by itself. */
export function versionTree(name: string, versions: readonly AdapterVersion[]): VersionNode[] {
  const nodes = new Map<string, VersionNode>(
    versions
      .toSorted((one, other) => other.version - one.version)
      .map((version) => [`${name}@${version.version}`, { version, children: [] }]),
  );
  const roots: VersionNode[] = [];
  for (const node of nodes.values()) {
    const origin = nodes.get(node.version.continued_from ?? '');
    // Versions come from older ones alone: there is no circle.
    if (origin && origin.version.version < node.version.version) origin.children.push(node);
    else roots.push(node);
  }
  return roots;
}
