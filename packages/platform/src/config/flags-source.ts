import { didYouMean } from './nearest-name.ts';
import { setPath, type Layer } from './layer.ts';
import { readText } from './read-text.ts';
import { settingDefinitions } from './setting-definitions.ts';
import { nearestSource } from './variables-source.ts';

/** Values of command-line flags by name, `context-size` or `contextSize`; `undefined` ones count as not given. */
export type ConfigFlags = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

const withDashes = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

export function readFlags(flags: ConfigFlags): Layer {
  const layer: Layer = { values: {}, sourceOf: (path) => nearestSource(sources, path), issues: [], warnings: [] };
  const sources = new Map<string, string>();
  const known = settingDefinitions.flatMap((definition) => (definition.flag === undefined ? [] : [definition.flag]));

  for (const [key, value] of Object.entries(flags)) {
    if (value === undefined) continue;
    const name = withDashes(key);
    const source = `flag --${name}`;
    const definition = settingDefinitions.find((candidate) => candidate.flag === name);
    if (definition === undefined) {
      layer.issues.push({ path: name, message: `there is no such flag.${didYouMean(name, known)}`, source });
      continue;
    }
    setPath(layer.values, definition.path, typeof value === 'string' ? readText(value, definition.kind) : value);
    sources.set(definition.path, source);
  }
  return layer;
}
