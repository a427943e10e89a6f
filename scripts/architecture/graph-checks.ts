import { parseSpecifier, resolveModule, type Architecture, type Module } from './model.ts';

/** Modules that import each other in a circle; types included, since those too cannot be understood one by one. */
export function importCycles(architecture: Architecture): string[] {
  const finished = new Set<Module>();
  const trail: Module[] = [];
  const cycles: string[] = [];

  const visit = (module: Module): void => {
    const start = trail.indexOf(module);
    if (start !== -1) {
      const circle = [...trail.slice(start), module].map(({ path }) => path);
      cycles.push(`import cycle: ${circle.join(' → ')}`);
      return;
    }
    if (finished.has(module)) return;
    trail.push(module);
    for (const { specifier, lazy } of module.imports) {
      const target = lazy ? undefined : resolveModule(architecture, module, specifier);
      if (target) visit(target);
    }
    trail.pop();
    finished.add(module);
  };

  for (const module of architecture.modules) visit(module);
  return cycles;
}

/** A package's main entry must load without its optional peers, so nothing that it loads statically imports one. */
export function eagerOptionalPeers(architecture: Architecture): string[] {
  return architecture.packages.flatMap((owner) => {
    const optional = Object.entries(owner.manifest.peerDependenciesMeta ?? {}).flatMap(([name, { optional: is }]) =>
      is ? [name] : [],
    );
    const main = architecture.moduleByPath.get(`${owner.path}/src/index.ts`);
    if (!main || optional.length === 0) return [];

    return [...loadedWith(architecture, main)].flatMap((module) =>
      module.imports
        .filter(({ specifier, lazy, typeOnly }) => {
          const name = parseSpecifier(specifier)?.name;
          return !lazy && !typeOnly && name !== undefined && optional.includes(name);
        })
        .map(({ specifier, line }) => `${module.path}:${line}: the main entry loads the optional peer ${specifier}`),
    );
  });
}

function loadedWith(architecture: Architecture, main: Module): Set<Module> {
  const loaded = new Set([main]);
  for (const module of loaded) {
    for (const { specifier, lazy, typeOnly } of module.imports) {
      const target = lazy || typeOnly ? undefined : resolveModule(architecture, module, specifier);
      if (target) loaded.add(target);
    }
  }
  return loaded;
}
