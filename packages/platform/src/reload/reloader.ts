import { TuneloopError } from '@tuneloop/protocol';
import type { ConfigIssue } from '../config/issues.ts';
import type { LoadedConfig } from '../config/load-config.ts';
import type { Logger } from '../logging/logger.ts';
import { effectiveConfig, effectiveSettings } from './effective-settings.ts';
import type { ReplaceableSettings } from './live-settings.ts';
import { settingChanges } from './setting-changes.ts';

/** What made the server read its configuration again. */
export type ReloadTrigger = 'signal' | 'file' | 'request';

export interface ReloadReport {
  trigger: ReloadTrigger;
  /** `refused`: everything is as it was. */
  outcome: 'changed' | 'unchanged' | 'refused';
  /** What holds now, a line each: `server.drainMs: 10000 → 30000 (tuneloop.config.yaml: server.drainMs)`. */
  changes: string[];
  /** What was changed too, but holds only after a restart. */
  needsRestart: string[];
  /** Why it was refused: all of it. */
  problems: string[];
}

export type ReloadListener = (report: ReloadReport) => void;

export interface Reloader {
  /** Reads everything again and lets it hold. Never throws: what is wrong is in the report, and in the log. */
  reload(trigger: ReloadTrigger): Promise<ReloadReport>;
  /** As it holds now, for whoever shows it. */
  readonly shown: Pick<LoadedConfig, 'file' | 'settings' | 'warnings' | 'files' | 'contents'>;
  /** Calls `listener` after each reload but those that found nothing new; returns what ends that. */
  watch(listener: ReloadListener): () => void;
}

export interface ReloaderOptions {
  loaded: LoadedConfig;
  settings: ReplaceableSettings;
  logger: Logger;
}

/** Changes the configuration of a running server: all that was changed together, or nothing. */
export function createReloader({ loaded, settings, logger }: ReloaderOptions): Reloader {
  const listeners = new Set<ReloadListener>();
  let shown: Reloader['shown'] = loaded;
  let running: Promise<unknown> = Promise.resolve();
  let waiting: Promise<ReloadReport> | undefined;
  /** What was said last, so that a file that stays wrong is not reported again with each look at it. */
  let lastSaid = JSON.stringify([[], []]);

  async function attempt(): Promise<Omit<ReloadReport, 'trigger'>> {
    const next = await loaded.again();
    const changes = settingChanges(shown, next);
    const live = changes.filter(({ isLive }) => isLive);
    const needsRestart = changes.flatMap(({ isLive, lines }) => (isLive ? [] : lines));
    if (live.length > 0) {
      const config = effectiveConfig(settings.current, next.config, changes);
      await settings.replace(
        config,
        live.map(({ path }) => path),
      );
    }
    const { file, files, contents } = next;
    const warnings = [...next.warnings, ...needsRestart.map((line) => `needs a restart: ${line}`)];
    shown = { file, files, contents, settings: effectiveSettings(shown.settings, next.settings, changes), warnings };
    const outcome = live.length > 0 ? 'changed' : 'unchanged';
    return { outcome, changes: live.flatMap(({ lines }) => lines), needsRestart, problems: [] };
  }

  async function run(trigger: ReloadTrigger): Promise<ReloadReport> {
    let report: ReloadReport;
    try {
      report = { trigger, ...(await attempt()) };
    } catch (error) {
      report = { trigger, outcome: 'refused', changes: [], needsRestart: [], problems: problemsOf(error) };
    }
    const said = JSON.stringify([report.needsRestart, report.problems]);
    const isNews = said !== lastSaid || report.outcome === 'changed';
    lastSaid = said;
    // Somebody who asked is answered, also with what was said before.
    if (trigger !== 'file' || isNews) log(logger, report);
    if (trigger !== 'file' || isNews) for (const listener of listeners) listener(report);
    return report;
  }

  return {
    reload(trigger) {
      if (waiting) return waiting;
      const next = running.then(() => {
        waiting = undefined;
        return run(trigger);
      });
      waiting = next;
      running = next;
      return next;
    },
    get shown() {
      return shown;
    },
    watch(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function log(logger: Logger, { trigger, outcome, changes, needsRestart, problems }: ReloadReport): void {
  if (outcome === 'refused') {
    logger.error({ trigger, problems }, 'configuration not reloaded: everything stays as it was');
    return;
  }
  const text = outcome === 'changed' ? 'configuration reloaded' : 'configuration read again: nothing to change';
  logger.info({ trigger, ...(changes.length > 0 && { changes }) }, text);
  if (needsRestart.length > 0) logger.warn({ needsRestart }, 'these settings need a restart');
}

/** Each mistake as a line. */
function problemsOf(reason: unknown): string[] {
  if (reason instanceof AggregateError) return reason.errors.flatMap(problemsOf);
  const error = TuneloopError.from(reason);
  const { issues } = error.details as { issues?: ConfigIssue[] };
  if (error.code === 'CONFIG_INVALID' && Array.isArray(issues)) {
    return issues.map(({ source, message }) => `${source}: ${message}`);
  }
  return [error.message];
}
