import { langfuseConnection, loadConfig, type Config } from '@tuneloop/platform';
import { TuneloopError, type JobProgress } from '@tuneloop/protocol';
import {
  pullDataset,
  pullScores,
  pushDataset,
  type LangfuseConnection,
  type PullDatasetReport,
  type PullScoresReport,
  type PushDatasetReport,
} from '@tuneloop/rlhf/langfuse';
import { configRequest } from '../config-options.ts';
import { readTime, readWhere } from '../interactions/export-settings.ts';
import { openLogToAdd, openLogToRead } from '../interactions/log-of-data-folder.ts';
import { interruptible } from '../interrupts.ts';
import { notice, printJson, warning } from '../notice.ts';
import { withoutControlCharacters } from '../terminal/control-characters.ts';
import { createCountProgress } from '../terminal/count-progress.ts';

interface Options {
  json?: boolean;
  since?: string;
  config?: string;
  data?: string;
  cache?: string;
}

interface PushOptions extends Options {
  run?: string;
  description?: string;
  until?: string;
  where?: string[];
}

interface PullOptions extends Options {
  dataset?: string;
  thumb?: string;
  score?: string;
  as?: string;
}

export async function pushToLangfuse(name: string, options: PushOptions): Promise<void> {
  const { run, description, where = [] } = options;
  const { config, connection } = await connect(options);
  const query = {
    ...readWhere(where),
    since: readTime('--since', options.since),
    until: readTime('--until', options.until),
  };
  await using log = openLogToRead(config);
  const report = await withProgress('Pushing', (signal, onProgress) => {
    const records = log.records(query, { signal });
    return pushDataset({ connection, name, run, description, records, signal, onProgress });
  });
  if (options.json) printJson(report);
  else notice(withoutControlCharacters(describePush(report)));
}

export async function pullFromLangfuse(options: PullOptions): Promise<void> {
  const { dataset, thumb, score, as: model } = options;
  const { config, connection } = await connect(options);
  const since = readTime('--since', options.since);
  const { log, sink } = await openLogToAdd(config);
  await using _ = log;
  const names = { ...(thumb !== undefined && { thumb }), ...(score !== undefined && { score }) };
  const report = await withProgress<PullScoresReport | PullDatasetReport>('Pulling', (signal, onProgress) =>
    dataset === undefined
      ? pullScores({ connection, log, sink, names, since, signal, onProgress })
      : pullDataset({ connection, name: dataset, log, sink, model, signal, onProgress }),
  );
  if (options.json) printJson(report);
  else notice(withoutControlCharacters('dataset' in report ? describeDataset(report) : describeScores(report)));
}

/** Errors: `INVALID_REQUEST` naming the settings that are missing. */
async function connect({ config, data, cache }: Options): Promise<{ config: Config; connection: LangfuseConnection }> {
  const loaded = await loadConfig(configRequest({ config, data, cache }));
  for (const text of loaded.warnings) warning(text);
  const connection = langfuseConnection(loaded.config.langfuse);
  if (!('missing' in connection)) return { config: loaded.config, connection };
  const message = `How is Langfuse reached? Set ${connection.missing.join(', ')}; the keys are in the settings of its project.`;
  throw new TuneloopError('INVALID_REQUEST', message);
}

async function withProgress<T>(
  title: string,
  work: (signal: AbortSignal, onProgress: (progress: JobProgress) => void) => Promise<T>,
): Promise<T> {
  const progress = createCountProgress(process.stderr, title);
  try {
    return await interruptible((signal) => work(signal, ({ completed, total }) => progress.update(completed, total)));
  } finally {
    progress.stop();
  }
}

function describePush({ dataset, interactions, items, expected, runItems, leftOut }: PushDatasetReport): string {
  const run = runItems > 0 ? `, ${runItems} in the run` : '';
  const head = `${dataset}: ${items} items written, ${expected} with an expected output, of ${interactions} interactions${run}.`;
  return `${head}${reasons('Left out', leftOut)}`;
}

function describeDataset({ dataset, items, added, known, ignored }: PullDatasetReport): string {
  const kinds = Object.entries(added).map(([kind, count]) => `${count} ${kind}${count === 1 ? '' : 's'}`);
  const news = kinds.length > 0 ? `${kinds.join(', ')} added` : 'nothing new';
  return `${dataset}: ${news} of ${items} items; ${known} known already.${reasons('Ignored', ignored)}`;
}

function describeScores({ scores, added, known, ignored }: PullScoresReport): string {
  return `${added} ratings added of ${scores} scores; ${known} known already.${reasons('Ignored', ignored)}`;
}

function reasons(title: string, counts: Readonly<Record<string, number>>): string {
  const parts = Object.entries(counts).map(([reason, count]) => `${count} ${reason}`);
  return parts.length > 0 ? ` ${title}: ${parts.join(', ')}.` : '';
}
