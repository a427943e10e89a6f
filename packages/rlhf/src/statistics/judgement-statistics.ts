import type {
  AuthorAgreement,
  ComparisonChoice,
  Contestant,
  Interaction,
  JudgedComparison,
  JudgedInteraction,
  PreferenceStatistics,
} from '@tuneloop/protocol';
import { currentChoices, currentRatings } from '../judgement/current.ts';
import { AgreementCounter, type Alpha } from './alpha.ts';
import { bradleyTerry, type Contest } from './bradley-terry.ts';
import { cohenKappa, type Kappa } from './kappa.ts';
import { wilsonInterval } from './wilson.ts';

/** The statistics with what they were computed from. */
export interface JudgementStatistics extends PreferenceStatistics {
  /** Of thumbs and choices as names, of scores by their rank. */
  agreement: Record<'thumbs' | 'scores' | 'choices', Alpha>;
  pairs: (AuthorAgreement & Kappa)[];
}

export interface JudgementStatisticsOptions {
  records?: AsyncIterable<JudgedInteraction> | undefined;
  comparisons?: AsyncIterable<JudgedComparison> | undefined;
  /** Pairs of authors to tell of; default 20. */
  maxPairs?: number | undefined;
}

/**
 * What the ratings and choices of a log say of their authors and of the models. Memory is of the authors and contestants,
 * and of their judgements in common.
 */
export async function judgementStatistics({
  records,
  comparisons,
  maxPairs = 20,
}: JudgementStatisticsOptions): Promise<JudgementStatistics> {
  const [thumbs, scores, choices] = [new AgreementCounter(), new AgreementCounter(), new AgreementCounter()];
  const pairs = new AuthorPairs();
  const contests = new Contests();
  for await (const { ratings } of records ?? []) {
    const current = currentRatings(ratings);
    const rated = current.filter((rating) => rating.thumb !== undefined);
    thumbs.add(rated.map((rating) => rating.thumb!));
    scores.add(current.map(({ score }) => score).filter((score) => score !== undefined));
    pairs.add(rated.map(({ author, thumb }) => ({ author, label: thumb! })));
  }
  for await (const { drafts, choices: made } of comparisons ?? []) {
    const current = currentChoices(made);
    const labels = current.map((choice) => ({ author: choice.author, label: labelOf(choice) }));
    choices.add(labels.map(({ label }) => label));
    pairs.add(labels);
    for (const choice of current) contests.add(drafts, choice);
  }
  return {
    agreement: {
      thumbs: thumbs.alpha('nominal'),
      scores: scores.alpha('ordinal'),
      choices: choices.alpha('nominal'),
    },
    pairs: pairs.kappas().slice(0, maxPairs),
    contestants: contests.table(),
  };
}

function labelOf({ outcome, preferred }: ComparisonChoice): string {
  return outcome === 'preferred' ? `preferred:${preferred ?? ''}` : outcome;
}

/** What each two authors said of the same items. */
class AuthorPairs {
  readonly #pairs = new Map<string, { authors: [string, string]; labels: [string, string][] }>();

  add(judgements: readonly { author: string; label: string }[]): void {
    const sorted = judgements.toSorted((a, b) => (a.author < b.author ? -1 : 1));
    for (const [index, one] of sorted.entries()) {
      for (const other of sorted.slice(index + 1)) {
        const key = JSON.stringify([one.author, other.author]);
        let pair = this.#pairs.get(key);
        if (!pair) this.#pairs.set(key, (pair = { authors: [one.author, other.author], labels: [] }));
        pair.labels.push([one.label, other.label]);
      }
    }
  }

  kappas(): JudgementStatistics['pairs'] {
    return [...this.#pairs]
      .toSorted(([a, { labels }], [b, { labels: others }]) => others.length - labels.length || (a < b ? -1 : 1))
      .map(([, { authors, labels }]) => ({ authors, ...cohenKappa(labels) }));
  }
}

/** Who won against whom, summed up. */
class Contests {
  readonly #contests = new Map<string, Contest & { weight: number }>();
  readonly #contestants = new Map<string, { model: string; adapters: string[]; bothBad: number }>();

  add(drafts: readonly Interaction[], { outcome, preferred }: ComparisonChoice): void {
    const named = drafts.map((draft) => ({ id: draft.id, name: this.#nameOf(draft) }));
    if (outcome === 'both-bad') {
      for (const name of new Set(named.map((draft) => draft.name))) this.#contestants.get(name)!.bothBad += 1;
    } else if (outcome === 'tie') {
      for (const [index, one] of named.entries()) {
        for (const other of named.slice(index + 1)) this.#count(one.name, other.name, true);
      }
    } else {
      const winner = named.find(({ id }) => id === preferred);
      if (!winner) return;
      for (const { id, name } of named) if (id !== winner.id) this.#count(winner.name, name, false);
    }
  }

  table(): Contestant[] {
    return bradleyTerry(this.#contests.values()).map((strength) => {
      const { wins, ties, contests } = strength;
      const winRate = wilsonInterval(wins + ties / 2, contests);
      return { ...this.#contestants.get(strength.name)!, ...strength, winRate };
    });
  }

  #count(winner: string, loser: string, tie: boolean): void {
    if (winner === loser) return;
    const key = JSON.stringify([winner, loser, tie]);
    const contest = this.#contests.get(key);
    if (contest) contest.weight += 1;
    else this.#contests.set(key, { winner, loser, tie, weight: 1 });
  }

  #nameOf({ model, adapters }: Interaction): string {
    const ids = adapters.map(({ id, scale }) => (scale === 1 ? id : `${id}*${scale}`)).toSorted();
    const name = [model, ...ids].join(':');
    if (!this.#contestants.has(name)) this.#contestants.set(name, { model, adapters: ids, bothBad: 0 });
    return name;
  }
}
