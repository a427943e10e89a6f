import { posix } from 'node:path';
import { layerViolation } from './layers.ts';
import { parseSpecifier, type Architecture, type Module } from './model.ts';

/** Every dependency between packages of the workspace goes strictly down, whatever kind it is. */
export function manifestLayers({ packages, packageByName }: Architecture): string[] {
  return packages.flatMap(({ path, manifest }) =>
    Object.keys({
      ...manifest.dependencies,
      ...manifest.devDependencies,
      ...manifest.peerDependencies,
      ...manifest.optionalDependencies,
    }).flatMap((name) => {
      const target = packageByName.get(name);
      const violation = target && layerViolation(path, target.path);
      return violation ? [`${path}/package.json: ${violation}`] : [];
    }),
  );
}

/** Every import between packages goes strictly down, is declared, and enters by an exported path. */
export function importLayers(architecture: Architecture): string[] {
  return architecture.modules.flatMap((module) =>
    module.imports.flatMap(({ specifier, line }) => {
      const violation = specifier.startsWith('.')
        ? relativeViolation(module, specifier)
        : packageViolation(architecture, module, specifier);
      return violation ? [`${module.path}:${line}: ${violation}`] : [];
    }),
  );
}

function relativeViolation(module: Module, specifier: string): string | undefined {
  const target = posix.join(posix.dirname(module.path), specifier);
  return target.startsWith(`${module.owner.path}/`) ? undefined : `${specifier} leaves the package`;
}

function packageViolation(architecture: Architecture, module: Module, specifier: string): string | undefined {
  const parsed = parseSpecifier(specifier);
  const target = parsed && architecture.packageByName.get(parsed.name);
  if (!target) return undefined;

  const { manifest, path } = module.owner;
  if (!Object.hasOwn(target.manifest.exports ?? {}, parsed.subpath)) {
    return `${specifier} is not exported by ${parsed.name}`;
  }
  if (target === module.owner) return undefined;
  const declared = { ...manifest.dependencies, ...manifest.peerDependencies };
  const permitted = module.isTest ? { ...declared, ...manifest.devDependencies } : declared;
  if (!Object.hasOwn(permitted, parsed.name)) return `${parsed.name} is not a dependency of ${manifest.name}`;
  return layerViolation(path, target.path);
}
