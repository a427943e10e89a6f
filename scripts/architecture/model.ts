import { globSync } from 'node:fs';
import { join, posix } from 'node:path';
import { workspacePackages, workspaceRoot, type WorkspacePackage } from '../packages/workspace.ts';
import { readSourceFile, type SourceFile } from './source-file.ts';

export interface Module extends SourceFile {
  owner: WorkspacePackage;
}

/** Manifests and sources of the workspace, read once. */
export interface Architecture {
  packages: WorkspacePackage[];
  packageByName: ReadonlyMap<string, WorkspacePackage>;
  modules: Module[];
  moduleByPath: ReadonlyMap<string, Module>;
}

export function readArchitecture(root: string = workspaceRoot): Architecture {
  const packages = workspacePackages(root);
  const modules = packages.flatMap((owner) =>
    globSync('{src,test}/**/*.{ts,tsx}', { cwd: owner.folder })
      .toSorted()
      .map((file) => posix.join(owner.path, file.replaceAll('\\', '/')))
      .map((path) => ({ ...readSourceFile(join(root, path), path), owner })),
  );
  return {
    packages,
    packageByName: new Map(packages.map((one) => [one.manifest.name, one])),
    modules,
    moduleByPath: new Map(modules.map((one) => [one.path, one])),
  };
}

/** `@tuneloop/runtime/testing` → `@tuneloop/runtime` and `./testing`; undefined for relative and built-in modules. */
export function parseSpecifier(specifier: string): { name: string; subpath: string } | undefined {
  const match = /^(?!node:)((?:@[^/]+\/)?[^./][^/]*)(\/.*)?$/.exec(specifier);
  return match?.[1] === undefined ? undefined : { name: match[1], subpath: `.${match[2] ?? ''}` };
}

/** The workspace module that a specifier leads to, through the source condition of the manifest's `exports`. */
export function resolveModule(architecture: Architecture, from: Module, specifier: string): Module | undefined {
  if (specifier.startsWith('.')) {
    return architecture.moduleByPath.get(posix.join(posix.dirname(from.path), specifier));
  }
  const parsed = parseSpecifier(specifier);
  const target = parsed && architecture.packageByName.get(parsed.name);
  const exported = parsed && target?.manifest.exports?.[parsed.subpath];
  if (!target || typeof exported !== 'object' || !exported['@tuneloop/source']) return undefined;
  return architecture.moduleByPath.get(posix.join(target.path, exported['@tuneloop/source']));
}
