import { trainingConfigSchema } from '../src/config/training-config-schema.ts';
import type { TrainingEvent } from '../src/driver/training-event.ts';
import type { EvaluationReport } from '../src/evaluation/evaluation-report.ts';
import type { ReportSource } from '../src/report/report-source.ts';

export interface MadeReportOptions {
  /** What a model, a person or a file says, wherever such a text stands. */
  said?: string;
  steps?: number;
}

/** A run with all that a report can tell of. */
export function madeReportSource({ said = 'Paris.', steps = 120 }: MadeReportOptions = {}): ReportSource {
  const evaluation = madeEvaluation(said);
  return {
    subject: {
      id: 'run_0123456789ab',
      name: 'support',
      createdAt: '2026-03-01T10:20:30.000Z',
      base: { id: 'SmolLM2-135M-Instruct', sha256: 'b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53' },
      config: trainingConfigSchema.parse({ method: 'dpo' }),
      dataName: said,
      continueFrom: { name: 'support', version: 2 },
    },
    results: {
      prepare: {
        rows: 180,
        validationRows: 20,
        leftOut: { 'same-answers': 3 },
        plan: {
          rows: 180,
          validationRows: 20,
          tokens: 45_210,
          trainedTokens: 12_034,
          longestRow: 812,
          cutRows: 2,
          steps,
          epochs: 3,
          parameters: 134_515_008,
          trainedParameters: 4_884_480,
          quantization: 'none',
          memoryBytes: 2e9,
          availableMemoryBytes: 8e9,
          diskBytes: 1e9,
          warnings: ['Two rows are longer than maxLength and were cut.'],
        },
      },
      train: {
        folder: 'output',
        tuning: 'lora',
        steps,
        loss: 0.21,
        evaluationLoss: 0.34,
        seconds: 512,
        peakMemoryBytes: 2_031_000_000,
        versions: { torch: '2.13.0', trl: '1.12.0', peft: '0.21.2' },
      },
      convert: {
        file: 'adapter.gguf',
        kind: 'adapter',
        method: 'direct',
        sha256: '5e884898da28047151d0e56f8dc6292773603d0d6aabbdd62a11ef721d1542d8',
        sizeBytes: 9_800_000,
      },
      parity: {
        passed: true,
        kind: 'divergence',
        prompts: 12,
        base: { kl: 0.0123, top1Disagreement: 0.031 },
        adapted: { kl: 0.0141, top1Disagreement: 0.033 },
        margin: { kl: 0.02, top1Disagreement: 0.02 },
      },
      evaluate: { metrics: evaluation.metrics, counts: evaluation.counts, before: said, after: said },
      gate: {
        passed: true,
        rule: 'margin_gain_low > 0 and regression <= 2%',
        reasons: ['margin_gain_low > 0 holds: margin_gain_low is 0.31.', said],
      },
      publish: { name: 'support', version: 3, live: true },
    },
    evaluation,
    events: madeEvents(steps),
  };
}

function madeEvaluation(said: string): EvaluationReport {
  const check = { id: said, prompt: [{ role: 'user' as const, content: said }], expect: { contains: said } };
  const [passed, failed] = [
    { answer: said, passed: true },
    { answer: '', passed: false, reason: said },
  ];
  return {
    version: 1,
    metrics: {
      loss: 1.25,
      loss_before: 1.9,
      perplexity: 3.44,
      perplexity_before: 6.69,
      margin: 0.52,
      margin_before: 0.11,
      margin_gain: 0.41,
      checks: 0.75,
      checks_before: 0.5,
      regression: 0.0625,
      win_rate: 0.52,
      win_rate_plain: 0.71,
      bleu: 31.2,
      bleu_before: 32.4,
    },
    intervals: {
      loss: { low: 1.12, high: 1.36 },
      loss_before: { low: 1.71, high: 2.08 },
      margin_gain: { low: 0.31, high: 0.53 },
      win_rate_plain: { low: 0.52, high: 0.85 },
    },
    counts: { held_out: 20, held_out_tokens: 1403, answers: 2, checks: 4, regression: 16, comparisons: 20 },
    before: 'SmolLM2-135M-Instruct:support@2',
    after: 'SmolLM2-135M-Instruct:candidate',
    leftOut: { 'too-long': 1 },
    rows: [],
    samples: [
      {
        line: 3,
        prompt: [{ role: 'user', content: said }],
        before: 'I am not sure.',
        after: said,
        reference: said,
        judged: { outcome: 'after', verdicts: [{ first: 'before', preferred: 'second', reason: said }] },
      },
      {
        line: 9,
        prompt: [
          { role: 'system', content: 'Be brief.' },
          { role: 'user', content: said },
        ],
        before: said,
        after: '',
      },
    ],
    checks: [{ ...check, before: failed, after: passed }],
    regression: [{ ...check, id: 'capital', before: passed, after: failed }],
    judge: { name: 'Qwen3-8B', compared: 20, unreadable: 0, firstPreferred: 0.55 },
    comparedBy: 'judge',
    seconds: 75,
  };
}

function madeEvents(steps: number): TrainingEvent[] {
  return Array.from({ length: steps }, (_, place): TrainingEvent[] => {
    const [step, done] = [place + 1, place / steps];
    const loss = 2.4 * Math.exp(-3 * done) + 0.2 + 0.08 * Math.sin(place * 1.7);
    const learningRate = 5e-5 * Math.min(1, step / 4) * (1 + Math.cos(Math.PI * done)) * 0.5;
    const held: TrainingEvent[] = step % 40 === 0 ? [{ type: 'evaluation', step, loss: loss + 0.15 }] : [];
    return [{ type: 'step', step, steps, epoch: done * 3, loss, learningRate }, ...held];
  }).flat();
}
