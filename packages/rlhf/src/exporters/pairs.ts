import { corrected } from './answer-rows.ts';
import type { Draft } from './draft.ts';
import type { LeftOutReason } from './left-out.ts';
import type { TrainingMessage } from './training-message.ts';

/** Two answers to one prompt, of which people prefer one. */
export interface Pair {
  chosen: TrainingMessage;
  rejected: TrainingMessage;
  /** Ids of the interactions: of both, or for a corrected answer of the one. */
  sources: string[];
}

interface Preference {
  chosen: Draft;
  rejected: Draft;
}

/**
 * The pairs among the answers to one prompt (in order of time), in this order: what comparisons say, corrections against
 * what they correct, then good answers against bad ones, where no comparison says anything of the two. Every draft is in
 * a pair or in `leftOut`.
 */
export function pairsOf(
  drafts: readonly Draft[],
  limit: number,
): { pairs: Pair[]; leftOut: Map<string, LeftOutReason> } {
  const { preferred, contradicted, settled } = comparedPairs(drafts);
  const wanted: Pair[] = preferred.map(pairOf);
  for (const draft of drafts) {
    for (const text of draft.corrections) {
      wanted.push({ chosen: corrected(text), rejected: draft.answer, sources: [draft.id] });
    }
  }
  const good = drafts.filter(({ rated }) => rated === 'good');
  const bad = drafts.filter(({ rated }) => rated === 'bad');
  for (const chosen of good) {
    for (const rejected of bad) {
      if (!settled.has(edge(chosen.id, rejected.id))) wanted.push(pairOf({ chosen, rejected }));
    }
  }

  const different = wanted.filter(({ chosen, rejected }) => said(chosen) !== said(rejected));
  const pairs = different.slice(0, limit);
  const used = new Set(pairs.flatMap(({ sources }) => sources));
  const overLimit = new Set(different.slice(limit).flatMap(({ sources }) => sources));
  const same = new Set(wanted.flatMap(({ sources }) => sources));
  const leftOut = new Map<string, LeftOutReason>();
  for (const draft of drafts) {
    if (used.has(draft.id)) continue;
    const reason = overLimit.has(draft.id)
      ? 'over-limit'
      : same.has(draft.id)
        ? 'same-answer'
        : contradicted.has(draft.id)
          ? 'disagreement'
          : lackOf(draft);
    leftOut.set(draft.id, reason);
  }
  return { pairs, leftOut };
}

/** What comparisons say of drafts that are here. Two that say the opposite say nothing. */
function comparedPairs(drafts: readonly Draft[]): {
  preferred: Preference[];
  contradicted: Set<string>;
  settled: Set<string>;
} {
  const byComparison = new Map<string, { outcome: string; drafts: Draft[] }>();
  for (const draft of drafts) {
    for (const [comparison, outcome] of draft.outcomes) {
      const compared = byComparison.get(comparison);
      if (compared) compared.drafts.push(draft);
      else byComparison.set(comparison, { outcome, drafts: [draft] });
    }
  }
  const preferences = new Map<string, Preference>();
  const settled = new Set<string>();
  for (const { outcome, drafts: compared } of byComparison.values()) {
    for (const one of compared) for (const other of compared) settled.add(edge(one.id, other.id));
    const chosen = compared.find(({ id }) => outcome === `preferred:${id}`);
    if (!chosen) continue;
    for (const rejected of compared) {
      if (rejected !== chosen) preferences.set(edge(chosen.id, rejected.id), { chosen, rejected });
    }
  }
  const preferred: Preference[] = [];
  const contradicted = new Set<string>();
  for (const preference of preferences.values()) {
    const { chosen, rejected } = preference;
    if (preferences.has(edge(rejected.id, chosen.id))) contradicted.add(chosen.id);
    else preferred.push(preference);
  }
  return { preferred, contradicted, settled };
}

function pairOf({ chosen, rejected }: Preference): Pair {
  return { chosen: chosen.answer, rejected: rejected.answer, sources: [chosen.id, rejected.id] };
}

const edge = (chosen: string, rejected: string): string => `${chosen}\n${rejected}`;

/** What an answer says; ids of calls are made up. */
function said({ content, tool_calls }: TrainingMessage): string {
  return JSON.stringify([content, tool_calls?.map((call) => call.function) ?? []]);
}

function lackOf({ verdict, outcomes }: Draft): LeftOutReason {
  if (verdict !== 'good' && verdict !== 'bad') return verdict;
  const undecided = outcomes.map(([, outcome]) => outcome).find((outcome) => !outcome.startsWith('preferred:'));
  return (undecided as LeftOutReason | undefined) ?? 'no-sibling';
}
