/** The least important first, as the server has them. */
export const levels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const;
export type Level = (typeof levels)[number];

/** What the address of the settings keeps. */
export interface ConfigurationSearch {
  text?: string;
  /** Only what is not a default. */
  changed?: true;
}

/** What the address of the log keeps. */
export interface LogsSearch {
  level?: Level;
  text?: string;
  /** The id of a request. */
  request?: string;
}

type Search = Record<string, unknown>;

function texts<Name extends string>(search: Search, names: readonly Name[]): { [K in Name]?: string } {
  const given = names.flatMap((name) => {
    const value = search[name];
    // An address with digits alone is read as a number.
    return (typeof value === 'string' && value !== '') || typeof value === 'number' ? [[name, String(value)]] : [];
  });
  return Object.fromEntries(given) as { [K in Name]?: string };
}

export function configurationSearch(search: Search): ConfigurationSearch {
  return { ...texts(search, ['text']), ...(search['changed'] === true && { changed: true }) };
}

export function logsSearch(search: Search): LogsSearch {
  const level = levels.find((known) => known === search['level']);
  return { ...texts(search, ['text', 'request']), ...(level && { level }) };
}
