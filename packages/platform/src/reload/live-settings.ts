import type { Config } from '../config/schema.ts';

/** A change that was made ready. Neither of its functions may throw. */
export interface PreparedChange {
  /** Makes it hold. Called once everybody is ready. */
  commit(): void;
  /** Undoes the preparation: the reload was refused. */
  discard?(): void;
}

/**
 * Makes ready what a reload changes, without changing anything yet. Whatever it throws refuses the whole reload; a
 * `TuneloopError`'s message is shown to the operator.
 */
export type PrepareChange = (
  next: Config,
  previous: Config,
) => Promise<PreparedChange | undefined> | PreparedChange | undefined;

/** The configuration of a running server. */
export interface LiveSettings {
  /**
   * Reads as the configuration of now: each section is the frozen one of the last reload. Who reads `config.server.drainMs`
   * where it is needed, and not where things are made, follows reloads without doing more.
   */
  readonly config: Config;
  /**
   * Takes part in each reload that changes a setting of `paths` (`server.apiKey`; a section such as `recording` stands for
   * all in it). Returns what ends that.
   */
  onReload(paths: readonly string[], prepare: PrepareChange): () => void;
}

/** The side of who reloads. */
export interface ReplaceableSettings extends LiveSettings {
  /** As it is now: stays what it is. */
  readonly current: Config;
  /**
   * Asks everybody whom `changed` concerns to prepare, then lets all commit; `next` is the configuration between the two.
   *
   * Errors: what the preparations threw, all of it, in an `AggregateError`; nothing has changed then.
   */
  replace(next: Config, changed: readonly string[]): Promise<void>;
}

interface Participant {
  paths: readonly string[];
  prepare: PrepareChange;
}

const isWithin = (path: string, section: string): boolean => path === section || path.startsWith(`${section}.`);

export function createLiveSettings(config: Config): ReplaceableSettings {
  let current = config;
  const participants = new Set<Participant>();
  const view = Object.defineProperties(
    {},
    Object.fromEntries(sections(config).map((name) => [name, { enumerable: true, get: () => current[name] }])),
  ) as Config;

  return {
    config: view,
    get current() {
      return current;
    },
    onReload(paths, prepare) {
      const participant = { paths, prepare };
      participants.add(participant);
      return () => participants.delete(participant);
    },
    async replace(next, changed) {
      const concerned = [...participants].filter(({ paths }) =>
        paths.some((section) => changed.some((path) => isWithin(path, section))),
      );
      const results = await Promise.allSettled(concerned.map(async ({ prepare }) => prepare(next, current)));
      const prepared = results.flatMap((result) => (result.status === 'fulfilled' ? (result.value ?? []) : []));
      const failures = results.flatMap((result): unknown[] => (result.status === 'rejected' ? [result.reason] : []));
      if (failures.length > 0) {
        for (const change of prepared) change.discard?.();
        throw new AggregateError(failures, 'the configuration could not be changed');
      }
      current = next;
      for (const change of prepared) change.commit();
    },
  };
}

/** Those too that this configuration leaves out: a reload may bring them. */
function sections(config: Config): (keyof Config)[] {
  return [...new Set<keyof Config>(['model', ...(Object.keys(config) as (keyof Config)[])])];
}
