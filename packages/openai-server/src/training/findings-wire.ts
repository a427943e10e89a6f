import type {
  CheckedAnswer,
  TrainingEvaluation,
  TrainingLog,
  TrainingPlan,
  TrainingReport,
} from './training-findings.ts';

export interface TrainingPlanWire {
  object: 'training.plan';
  name: string;
  model: string;
  settings: Readonly<Record<string, unknown>>;
  rows: number;
  validation_rows: number;
  left_out: Readonly<Record<string, number>>;
  tokens: number;
  trained_tokens: number;
  longest_row: number;
  cut_rows: number;
  steps: number;
  epochs: number;
  parameters: number;
  trained_parameters: number;
  quantization: string;
  device: 'cpu' | 'gpu' | null;
  memory_bytes: number;
  memory_parts: Readonly<Record<string, number>> | null;
  available_memory_bytes: number;
  disk_bytes: number;
  seconds: number | null;
  warnings: readonly string[];
}

export interface TrainingLogWire extends TrainingLog {
  object: 'training.log';
}

export interface TrainingReportWire {
  object: 'training.report';
  markdown: string;
  html: string | null;
}

export interface TrainingEvaluationWire extends Omit<TrainingEvaluation, 'samples' | 'checks' | 'regression'> {
  object: 'training.evaluation';
  samples: {
    prompt: { role: string; text: string }[];
    before: string;
    after: string;
    reference: string | null;
    judged: 'before' | 'after' | 'tie' | null;
  }[];
  checks: CheckedAnswer[];
  regression: CheckedAnswer[];
}

export function encodePlan(plan: TrainingPlan): TrainingPlanWire {
  return {
    object: 'training.plan',
    name: plan.name,
    model: plan.model,
    settings: plan.settings,
    rows: plan.rows,
    validation_rows: plan.validationRows,
    left_out: plan.leftOut,
    tokens: plan.tokens,
    trained_tokens: plan.trainedTokens,
    longest_row: plan.longestRow,
    cut_rows: plan.cutRows,
    steps: plan.steps,
    epochs: plan.epochs,
    parameters: plan.parameters,
    trained_parameters: plan.trainedParameters,
    quantization: plan.quantization,
    device: plan.device ?? null,
    memory_bytes: plan.memoryBytes,
    memory_parts: plan.memoryParts ?? null,
    available_memory_bytes: plan.availableMemoryBytes,
    disk_bytes: plan.diskBytes,
    seconds: plan.seconds ?? null,
    warnings: plan.warnings,
  };
}

export function encodeLog(log: TrainingLog): TrainingLogWire {
  return { object: 'training.log', ...log };
}

export function encodeReport({ markdown, html }: TrainingReport): TrainingReportWire {
  return { object: 'training.report', markdown, html: html ?? null };
}

export function encodeEvaluation({
  samples,
  checks,
  regression,
  ...found
}: TrainingEvaluation): TrainingEvaluationWire {
  return {
    object: 'training.evaluation',
    ...found,
    samples: samples.map(({ prompt, before, after, reference, judged }) => ({
      prompt: [...prompt],
      before,
      after,
      reference: reference ?? null,
      judged: judged ?? null,
    })),
    checks: [...checks],
    regression: [...regression],
  };
}
