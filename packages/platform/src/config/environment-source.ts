import type { Variable } from './variables-source.ts';

/** The process's environment. */
export function environmentVariables(environment: Readonly<Record<string, string | undefined>>): Variable[] {
  return Object.entries(environment).flatMap(([name, value]) =>
    value === undefined ? [] : [{ name, value, source: `environment variable ${name}` }],
  );
}
