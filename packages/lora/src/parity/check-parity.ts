import { throwIfAborted, TuneloopError, type AdapterSelection, type LoadedModel } from '@tuneloop/protocol';
import type { TrainingRun } from '../driver/training-driver.ts';
import type { TrainingResult } from '../driver/training-event.ts';
import { pythonCall, type PythonCall } from '../export/python-call.ts';
import { isFloatingPoint } from '../export/quantize/quantization-types.ts';
import type { ConvertResult, ParityResult } from '../run/step-results.ts';
import { divergenceOf, type Divergence } from './divergence.ts';
import { compareAnswers } from './compare-answers.ts';
import { judgeParity } from './judge-parity.ts';
import type { ParityPrompt } from './parity-prompts.ts';
import { describePromptDifference } from './prompt-difference.ts';
import { referenceScores, type ReferenceScores, type ReferenceSequence } from './reference-scores.ts';
import { servedAnswer, servedPrompt, servedScores, type ServedAnswer, type ServedScore } from './served-sequence.ts';

/** What an adapter may diverge by more than the bare base does: see docs/guides/export-models.md for where it is from. */
export const defaultParityMargin: Readonly<Divergence> = { kl: 0.02, top1Disagreement: 0.1 };

export interface CheckParityOptions extends PythonCall {
  run: Pick<TrainingRun, 'config' | 'chatTemplate'>;
  result: Pick<TrainingResult, 'folder' | 'tuning'>;
  /** The model that was trained on, as the trainer read it: a folder, or an id on the hub. */
  base: string;
  /** The served model: the base with the adapter loaded, or a whole model that was trained. */
  model: LoadedModel;
  /** Under which id the adapter is loaded; left out for a whole model. */
  adapterId?: string | undefined;
  /** How the served weights are stored, as `readModelMetadata` says: `F16`, `Q4_K_M`. */
  quantization: string;
  /** How the adapter was converted: one by `svd` is near what was trained and not the same, so that texts may differ. */
  method?: ConvertResult['method'] | undefined;
  /** Four or more; `readParityPrompts` takes them from the trainer's rows. */
  prompts: readonly ParityPrompt[];
  /** Tokens of each answer. Default 32. */
  maxTokens?: number | undefined;
  /** Default `defaultParityMargin`. */
  margin?: Divergence | undefined;
  /** In which PyTorch computes. Default `fp32`: four bytes of memory a parameter. */
  precision?: 'fp32' | 'bf16' | 'fp16' | undefined;
  /** In sequences. */
  onProgress?: ((event: { completed: number; total: number }) => void) | undefined;
}

/**
 * Whether what is served does what was trained. The engine answers the prompts greedily; PyTorch then scores the very
 * same tokens (teacher-forced), with the adapter and without. It passes when
 *
 * - both read the prompts as the same tokens (a wrong chat template shows here),
 * - the adapter diverges from its reference by no more than the bare base does from its own, and a margin, and
 * - on unquantised weights, and converted without a loss, every answer is the one that PyTorch would have given.
 *
 * Errors: `INVALID_REQUEST` (no prompts), `UNSUPPORTED` (an engine without the log-probabilities of prompts), those of the
 * engine and of `runPython`.
 */
export async function checkParity(options: CheckParityOptions): Promise<ParityResult> {
  const { run, result, base, prompts, margin = defaultParityMargin, signal, onProgress } = options;
  throwIfAborted(signal);
  if (prompts.length === 0) {
    throw new TuneloopError('INVALID_REQUEST', 'There is no prompt to check parity with. Give some of text alone.');
  }
  const served: ServedPrompt[] = [];
  for (const prompt of prompts) served.push(await serve(prompt, options));
  const scored = served.filter(({ answer }) => answer.tokens.length > 0);
  const sequences = scored.flatMap(({ trained, base: bare }) => (bare === undefined ? [trained] : [trained, bare]));
  const reference = await referenceScores({
    ...pythonCall(options),
    base,
    trained: result.folder,
    tuning: result.tuning,
    precision: options.precision ?? 'fp32',
    chatTemplate: run.chatTemplate,
    prompts,
    sequences: sequences.map(({ sequence }) => sequence),
    onProgress,
  });
  const difference = describePromptDifference(
    served.map(({ tokens }) => tokens),
    reference.prompts,
  );
  const scores = new Map(sequences.map((sequence, index) => [sequence, reference.sequences[index]]));
  const answers = scored.map(({ answer, trained, from }) => compareAnswers(answer, from, scores.get(trained)));
  return judgeParity({
    isExact: isFloatingPoint(options.quantization) && options.method !== 'svd',
    prompts: prompts.length,
    equal: answers.filter(Boolean).length + served.length - scored.length,
    base: divergence(
      scored.flatMap((one) => one.base ?? []),
      scores,
    ),
    adapted: divergence(
      scored.map((one) => one.trained),
      scores,
    ),
    changes: scored.some((one) => one.base === undefined || !sameScores(one.trained.scores, one.base.scores)),
    margin,
    difference,
  });
}

interface ScoredSequence {
  sequence: ReferenceSequence;
  scores: readonly ServedScore[];
}

interface ServedPrompt {
  tokens: number[];
  answer: ServedAnswer;
  /** Where the answer begins. */
  from: number;
  trained: ScoredSequence;
  /** Left out for a whole model, which has no bare base beside it. */
  base?: ScoredSequence | undefined;
}

async function serve(prompt: ParityPrompt, options: CheckParityOptions): Promise<ServedPrompt> {
  const { model, adapterId, maxTokens = 32, signal } = options;
  const adapters: AdapterSelection[] = adapterId === undefined ? [] : [{ id: adapterId, scale: 1 }];
  const tokens = await servedPrompt(prompt, { model, adapters, signal });
  const answer = await servedAnswer(tokens, maxTokens, { model, adapters, signal });
  const all = [...tokens, ...answer.tokens];
  const scored = async (of: 'trained' | 'base', selection: AdapterSelection[]): Promise<ScoredSequence> => {
    const scores = (await servedScores(all, { model, adapters: selection, signal })).slice(1);
    const ids = scores.map(({ top }) => top.map(({ tokenId }) => tokenId));
    return { sequence: { of, tokens: all, from: 1, ids }, scores };
  };
  const trained = await scored('trained', adapters);
  return {
    tokens,
    answer,
    from: tokens.length,
    trained,
    ...(adapterId !== undefined && { base: await scored('base', []) }),
  };
}

function divergence(
  sequences: readonly ScoredSequence[],
  references: ReadonlyMap<ScoredSequence, ReferenceScores | undefined>,
): Divergence | undefined {
  const places = sequences.flatMap((sequence) => {
    const reference = references.get(sequence);
    return sequence.scores.map(({ top }, place) => ({
      served: top.map(({ logprob }) => logprob),
      reference: reference?.logprobs[place] ?? [],
      sameBest: top[0]?.tokenId === reference?.best[place],
    }));
  });
  return places.length === 0 ? undefined : divergenceOf(places);
}

function sameScores(one: readonly ServedScore[], other: readonly ServedScore[]): boolean {
  return one.every(({ top }, place) =>
    top.every(({ tokenId, logprob }, rank) => {
      const there = other[place]?.top[rank];
      return there?.tokenId === tokenId && Math.abs(there.logprob - logprob) < 1e-6;
    }),
  );
}
