import type * as Sqlite from 'node:sqlite';

type SqliteModule = typeof Sqlite;

let loaded: SqliteModule | undefined;

/**
 * Node's SQLite. While it was experimental (Node 22) loading it warned in the user's terminal; that one warning is
 * dropped and every other is passed on. Loading is synchronous, so that nobody else can warn meanwhile.
 */
export function loadSqlite(): SqliteModule {
  if (loaded) return loaded;
  const { emitWarning } = process;
  process.emitWarning = (warning: string | Error, ...rest: unknown[]) => {
    if (!isSqliteNotice(warning, rest[0])) Reflect.apply(emitWarning, process, [warning, ...rest]);
  };
  try {
    loaded = process.getBuiltinModule('node:sqlite');
  } finally {
    process.emitWarning = emitWarning;
  }
  return loaded;
}

/** @param type second argument of `process.emitWarning`: the type's name, or options with it. */
export function isSqliteNotice(warning: string | Error, type: unknown): boolean {
  const name = typeof type === 'object' && type !== null ? (type as { type?: unknown }).type : type;
  return name === 'ExperimentalWarning' && String(warning).startsWith('SQLite is an experimental feature');
}
