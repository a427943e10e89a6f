import type { LangfuseAPIClient, ScoreV3 } from '@langfuse/core';
import { TuneloopError, type EventSink, type InteractionLog, type JobProgress } from '@tuneloop/protocol';
import { requestOf } from '../../otel/trace-ids.ts';
import { callLangfuse } from '../call-langfuse.ts';
import { langfuseApi, type LangfuseConnection } from '../connection.ts';
import { scoreIdPrefix } from '../scores-of-record.ts';
import { ratingOfScore, ratingValueOf, type ScoreIgnored, type ScoreNames } from './rating-of-score.ts';

export interface PullScoresOptions {
  connection: LangfuseConnection;
  /** Asked what is there already. */
  log: Pick<InteractionLog, 'get'>;
  /** Where new ratings go: the log itself, or a recorder before it that redacts. */
  sink: EventSink;
  /** Default `thumb` and `score`, as we send them. */
  names?: Partial<ScoreNames> | undefined;
  /** Only scores of this time or later, ISO 8601. */
  since?: string | undefined;
  signal?: AbortSignal | undefined;
  /** Phase `pull`, in scores. */
  onProgress?: ((progress: JobProgress) => void) | undefined;
}

export interface PullScoresReport {
  scores: number;
  added: number;
  /** Ratings that the log had already. */
  known: number;
  ignored: Partial<Record<ScoreIgnored, number>>;
}

/**
 * Reads what people have said of our answers in Langfuse into the log, as ratings. Doing it again counts nothing twice; a score
 * that was changed there is added as a later rating, one that was deleted there is not withdrawn.
 *
 * Errors: `UNAUTHORIZED`, `FORBIDDEN`, `NOT_FOUND` (a server without `/v3/scores`), `UPSTREAM_FAILED`, `STORE_FAILED`,
 * `RESOURCE_EXHAUSTED`, `ABORTED`; what was added by then stays.
 */
export async function pullScores(options: PullScoresOptions): Promise<PullScoresReport> {
  const { connection, log, sink, signal, onProgress } = options;
  const names: ScoreNames = { thumb: 'thumb', score: 'score', ...options.names };
  const api = langfuseApi(connection);
  const interactions = createInteractionFinder(api, signal);
  const report: PullScoresReport = { scores: 0, added: 0, known: 0, ignored: {} };
  const ignore = (reason: ScoreIgnored): void => {
    report.ignored[reason] = (report.ignored[reason] ?? 0) + 1;
  };
  for await (const score of scoresOf(api, options)) {
    report.scores += 1;
    onProgress?.({ phase: 'pull', completed: report.scores });
    if (score.id.startsWith(scoreIdPrefix)) ignore('ours');
    else if (score.source === 'EVAL') ignore('evaluator');
    else {
      const value = ratingValueOf(score, names);
      const subject = value && subjectOf(score);
      if (!value || !subject) {
        ignore(value ? 'no-answer' : 'no-rating');
        continue;
      }
      const interaction = await interactions(subject);
      const judged = interaction === undefined ? undefined : await find(log, interaction);
      if (!judged) {
        ignore('unknown');
        continue;
      }
      const rating = ratingOfScore(score, judged.interaction.id, value);
      if (judged.ratings.some(({ id }) => id === rating.id)) report.known += 1;
      else {
        sink.write({ version: 1, type: 'rating', rating });
        report.added += 1;
      }
    }
  }
  return report;
}

interface Subject {
  trace: string;
  observation?: string | undefined;
}

function subjectOf({ subject }: ScoreV3): Subject | undefined {
  if (subject?.kind === 'trace') return { trace: subject.id };
  if (subject?.kind === 'observation' && subject.traceId !== undefined) {
    return { trace: subject.traceId, observation: subject.id };
  }
  return undefined;
}

async function* scoresOf(
  api: LangfuseAPIClient,
  { since, signal }: Pick<PullScoresOptions, 'since' | 'signal'>,
): AsyncGenerator<ScoreV3, void, undefined> {
  let cursor: string | undefined;
  do {
    const query = {
      limit: 100,
      fields: 'details,subject,annotation',
      ...(since !== undefined && { fromTimestamp: since }),
      ...(cursor !== undefined && { cursor }),
    };
    const { data, meta } = await callLangfuse('scores', signal, (call) => api.scoresV3.getManyV3(query, call));
    yield* data;
    cursor = meta.cursor;
  } while (cursor !== undefined);
}

/** So many traces are remembered: scores of one trace mostly come together. */
const mostTraces = 1000;

/**
 * Asks which of our interactions an observation is. The score of a trace, or of its request as a whole, is about the answer: the
 * last generation's first choice.
 */
function createInteractionFinder(
  api: LangfuseAPIClient,
  signal: AbortSignal | undefined,
): (subject: Subject) => Promise<string | undefined> {
  const traces = new Map<string, Map<string, string>>();
  const load = async (traceId: string): Promise<Map<string, string>> => {
    const query = { traceId, fields: 'core,basic,metadata', expandMetadata: 'interaction', limit: 1000 };
    const { data } = await callLangfuse('a trace', signal, (call) => api.observations.getMany(query, call));
    return new Map(
      data.flatMap(({ id, metadata }): [string, string][] => {
        const interaction = (metadata as { interaction?: unknown } | null | undefined)?.interaction;
        return typeof interaction === 'string' ? [[id, interaction]] : [];
      }),
    );
  };
  return async ({ trace, observation }) => {
    let known = traces.get(trace);
    if (!known) {
      known = await load(trace);
      traces.set(trace, known);
      if (traces.size > mostTraces) traces.delete(traces.keys().next().value!);
    }
    const own = observation === undefined ? undefined : known.get(observation);
    return own ?? [...known.values()].find((id) => id === requestOf(id));
  };
}

type Judged = Awaited<ReturnType<InteractionLog['get']>>;

async function find(log: PullScoresOptions['log'], id: string): Promise<Judged | undefined> {
  try {
    return await log.get('all', id);
  } catch (error) {
    if (TuneloopError.isInstance(error) && error.code === 'NOT_FOUND') return undefined;
    throw error;
  }
}
