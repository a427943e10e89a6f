import { learningRateOf } from '../../config/training-config.ts';
import type { TrainingEvent } from '../../driver/training-event.ts';
import { formatCount, formatFigure, formatMemory, formatSeconds } from '../format-value.ts';
import type { ReportBlock } from '../report-block.ts';
import type { ReportSource, ReportSubject } from '../report-source.ts';

type Facts = (readonly [name: string, value: string])[];

/** The data, the settings, and how training went. */
export function trainingBlocks({ subject, results, events = [] }: ReportSource): ReportBlock[] {
  const data = dataFacts(subject, results);
  const settings = subject ? settingFacts(subject, results) : [];
  return [
    ...factBlocks('Data', data),
    ...factBlocks('Training', settings),
    ...chartBlocks(events),
    ...warningBlocks(results, events),
  ];
}

function dataFacts(subject: ReportSubject | undefined, { collect, prepare }: ReportSource['results']): Facts {
  if (!prepare) return [];
  const { rows, validationRows, leftOut, plan } = prepare;
  const left = Object.entries(leftOut).map(([reason, count]) => `${formatCount(count)} ${reason}`);
  return [
    ...(subject?.dataName === undefined ? [] : [['Source', subject.dataName] as const]),
    ...(collect
      ? [['From the log', `${formatCount(collect.rows)} rows from ${formatCount(collect.ratings)} ratings`] as const]
      : []),
    ['Rows', `${formatCount(rows)} to train on, ${formatCount(validationRows)} held out`],
    ...(left.length > 0 ? [['Left out', left.join(', ')] as const] : []),
    ['Tokens', `${formatCount(plan.tokens)}, of which ${formatCount(plan.trainedTokens)} are learned from`],
    [
      'Longest row',
      `${formatCount(plan.longestRow)} tokens${plan.cutRows > 0 ? `; ${formatCount(plan.cutRows)} rows cut` : ''}`,
    ],
  ];
}

function settingFacts(
  { config, base, continueFrom }: ReportSubject,
  { train, prepare }: ReportSource['results'],
): Facts {
  const { lora } = config;
  const plan = prepare?.plan;
  const quantization = plan?.quantization ?? config.quantization;
  return [
    ['Base', base.id],
    ...(continueFrom ? [['Goes on from', `${continueFrom.name}@${continueFrom.version}`] as const] : []),
    [
      'Method',
      `${config.method}, ${config.tuning === 'full' ? 'all weights' : `LoRA (${lora.variant}), rank ${lora.rank}, alpha ${lora.alpha ?? 2 * lora.rank}`}`,
    ],
    ...(quantization === 'none' ? [] : [['Base held in', quantization] as const]),
    ...(plan
      ? [['Parameters', `${formatCount(plan.trainedParameters)} of ${formatCount(plan.parameters)} trained`] as const]
      : []),
    ['Learning rate', `${formatFigure(learningRateOf(config))}, ${config.schedule}`],
    ['Batch', `${config.batchSize} × ${config.gradientAccumulation}, seed ${config.seed}`],
    ...(train
      ? ([
          ['Steps', formatCount(train.steps)],
          ['Last loss', formatFigure(train.loss)],
          ...(train.evaluationLoss === undefined
            ? []
            : [['Held-out loss (trainer)', formatFigure(train.evaluationLoss)] as const]),
          ['Time', formatSeconds(train.seconds)],
          ['Memory', `${formatMemory(train.peakMemoryBytes)} at most`],
        ] as const)
      : []),
  ];
}

function chartBlocks(events: readonly TrainingEvent[]): ReportBlock[] {
  const steps = events.filter((event) => event.type === 'step');
  if (steps.length < 2) return [];
  const heldOut = events.filter((event) => event.type === 'evaluation');
  return [
    {
      type: 'chart',
      title: 'Loss',
      xLabel: 'step',
      series: [
        { name: 'training', points: steps.map(({ step, loss }) => [step, loss] as const) },
        ...(heldOut.length > 0
          ? [{ name: 'held out', points: heldOut.map(({ step, loss }) => [step, loss] as const) }]
          : []),
      ],
    },
    {
      type: 'chart',
      title: 'Learning rate',
      xLabel: 'step',
      series: [{ name: 'learning rate', points: steps.map(({ step, learningRate }) => [step, learningRate] as const) }],
    },
  ];
}

function warningBlocks({ prepare }: ReportSource['results'], events: readonly TrainingEvent[]): ReportBlock[] {
  const said = events.flatMap((event) => (event.type === 'warning' ? [event.message] : []));
  const warnings = [...new Set([...(prepare?.plan.warnings ?? []), ...said])];
  return warnings.map((warning) => ({ type: 'text', text: `Note: ${warning}` }));
}

export function factBlocks(heading: string, facts: Facts): ReportBlock[] {
  return facts.length === 0
    ? []
    : [
        { type: 'heading', text: heading },
        { type: 'facts', facts },
      ];
}
