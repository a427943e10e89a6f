import { didYouMean } from './nearest-name.ts';
import { setPath, type Layer } from './layer.ts';
import { readText } from './read-text.ts';
import { configFileVariable, inertVariables, settingDefinitions, type InertVariable } from './setting-definitions.ts';

export interface Variable {
  name: string;
  value: string;
  /** For people. */
  source: string;
}

export interface InertSetting extends Variable {
  definition: InertVariable;
}

const ownNames = [
  ...settingDefinitions.flatMap((definition) => (definition.environment ? [definition.environment] : [])),
  ...inertVariables.map((variable) => variable.name),
  configFileVariable,
  ...settingDefinitions.flatMap(({ kind, environment }) => (kind === 'secret' ? [`${environment}_FILE`] : [])),
];

/** Variables (of the environment, or of `.env`) as a layer, and those that do nothing yet. Empty ones count as unset. */
export function readVariables(variables: readonly Variable[]): { layer: Layer; inert: InertSetting[] } {
  const values: Record<string, unknown> = {};
  const sources = new Map<string, string>();
  const warnings: string[] = [];
  const set = new Map(
    variables.filter((variable) => variable.value.trim() !== '').map((variable) => [variable.name, variable]),
  );

  for (const definition of settingDefinitions) {
    const variable = definition.environment === undefined ? undefined : set.get(definition.environment);
    if (variable === undefined) continue;
    setPath(values, definition.path, readText(variable.value, definition.kind));
    sources.set(definition.path, variable.source);
  }

  for (const variable of set.values()) {
    if (!variable.name.startsWith('TUNELOOP_') || ownNames.includes(variable.name)) continue;
    warnings.push(`${variable.source}: unknown, so it has no effect.${didYouMean(variable.name, ownNames)}`);
  }

  const inert = inertVariables.flatMap((definition) => {
    const variable = set.get(definition.name);
    return variable === undefined ? [] : [{ ...variable, definition }];
  });

  return {
    layer: { values, sourceOf: (path) => nearestSource(sources, path), issues: [], warnings },
    inert,
  };
}

/** The source of the setting that `path` is, or lies in (an entry of a list). */
export function nearestSource(sources: ReadonlyMap<string, string>, path: readonly PropertyKey[]): string {
  for (let length = path.length; length > 0; length--) {
    const source = sources.get(path.slice(0, length).join('.'));
    if (source !== undefined) return source;
  }
  return path.join('.');
}
