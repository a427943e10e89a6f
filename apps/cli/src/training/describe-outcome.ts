import type { TrainingRunView } from '@tuneloop/platform';
import type { RunResults } from '@tuneloop/lora';
import { jobGraphStatus, type JobGraph } from '@tuneloop/protocol';
import { formatFields } from '../terminal/table.ts';
import { formatDuration } from '../terminal/units.ts';

/** What a step has found, where it has. */
export function resultOf<Name extends keyof RunResults>(
  graph: JobGraph | undefined,
  step: Name,
): RunResults[Name] | undefined {
  return graph?.jobs.find((job) => job.step === step)?.result as RunResults[Name] | undefined;
}

/** How a run ended, for people: what is live, how it is asked for, and where the report is. */
export function describeOutcome({ run, folder, graph }: TrainingRunView, baseUrl: string): string {
  const trained = resultOf(graph, 'train');
  const gate = resultOf(graph, 'gate');
  const published = resultOf(graph, 'publish');
  const { modelName } = run;
  const isMade = modelName !== undefined && resultOf(graph, 'convert') !== undefined;
  const model = isMade
    ? modelName
    : published && `${run.base.id}:${published.name}${published.live ? '' : `@${published.version}`}`;
  const fields: [string, string | undefined][] = [
    ['Run', `${run.id}, ${graph ? jobGraphStatus(graph.jobs) : 'ended'}`],
    ['Adapter', published && `${published.name}@${published.version}, ${published.live ? 'live' : 'not live'}`],
    ['Why', published?.reason ?? (gate?.passed ? undefined : gate?.reasons.join(' '))],
    ['Gate', gate && `${gate.passed ? 'passed' : 'refused'} (${gate.rule})`],
    [
      'Loss',
      trained && `${trained.loss.toFixed(3)} after ${trained.steps} steps, ${formatDuration(trained.seconds * 1000)}`,
    ],
    ['Model', model],
    ['Report', published ? folder.reportHtml : undefined],
    ['Trained', published || isMade || !trained ? undefined : folder.output],
  ];
  const known = fields.filter((field): field is [string, string] => field[1] !== undefined);
  return [formatFields(known), ...(published?.live && model !== undefined ? ['', tryIt(baseUrl, model)] : [])].join(
    '\n',
  );
}

function tryIt(baseUrl: string, model: string): string {
  const body = JSON.stringify({ model, messages: [{ role: 'user', content: 'Hello' }] }).replaceAll(
    "'",
    String.raw`'\''`,
  );
  return `Try it at a running server:\n  curl ${baseUrl}/chat/completions -H 'content-type: application/json' -d '${body}'`;
}
