import type { ParityResult } from '../run/step-results.ts';
import type { Divergence } from './divergence.ts';

export interface ParityFindings {
  /** The weights are not quantised, so that answers must be equal. */
  isExact: boolean;
  prompts: number;
  /** Prompts whose answers are equal. */
  equal: number;
  base: Divergence | undefined;
  adapted: Divergence | undefined;
  /** Whether the adapter makes any difference at all. */
  changes: boolean;
  margin: Divergence;
  /** Between the prompts that serving and training read. */
  difference: string | undefined;
}

export function judgeParity(findings: ParityFindings): ParityResult {
  const { isExact, prompts, equal, base, adapted, margin } = findings;
  const reason = reasonAgainst(findings);
  return {
    passed: reason === undefined,
    kind: isExact ? 'text' : 'divergence',
    prompts,
    ...(isExact && { equal }),
    ...(base !== undefined && { base }),
    ...(adapted !== undefined && { adapted }),
    margin,
    ...(reason !== undefined && { reason }),
  };
}

function reasonAgainst({
  isExact,
  prompts,
  equal,
  base,
  adapted,
  changes,
  margin,
  difference,
}: ParityFindings): string | undefined {
  if (difference !== undefined) {
    return `Serving and training write conversations differently: ${difference}. Train with the chat template that serves (chatTemplate), or serve with the one of training.`;
  }
  if (adapted === undefined) return 'Every answer was empty, so that nothing could be compared. Give other prompts.';
  if (!changes) return 'The served adapter changes nothing: it answers as the bare base does. Convert it again.';
  const [allowedKl, allowedTop1] = [
    (base?.kl ?? 0) + margin.kl,
    (base?.top1Disagreement ?? 0) + margin.top1Disagreement,
  ];
  if (!(adapted.kl <= allowedKl)) {
    return `The served adapter is not the one that was trained: it diverges by ${round(adapted.kl)} nats a token, where ${round(allowedKl)} are allowed (the bare base: ${round(base?.kl ?? 0)}). Look at its scale and at the model that it was converted for.`;
  }
  if (!(adapted.top1Disagreement <= allowedTop1)) {
    return `The served adapter is not the one that was trained: it finds another token likeliest at ${round(adapted.top1Disagreement * 100)} % of the places, where ${round(allowedTop1 * 100)} % are allowed.`;
  }
  if (isExact && equal < prompts) {
    return `${prompts - equal} of ${prompts} answers differ from those of the trained model, though nothing is quantised.`;
  }
  return undefined;
}

function round(value: number): string {
  return String(Number(value.toPrecision(3)));
}
