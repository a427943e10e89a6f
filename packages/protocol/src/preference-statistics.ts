/** How far any number of authors agree. */
export interface Agreement {
  /** Krippendorff's: 1 is perfect agreement, 0 what chance alone gives. `NaN` where nothing can be said. */
  alpha: number;
  /** Judged by at least two. */
  items: number;
  /** Judgements of those items. */
  values: number;
}

/** How far two authors agree. */
export interface AuthorAgreement {
  authors: [string, string];
  /** Cohen's: 1 is perfect agreement, 0 what chance alone gives. `NaN` where chance alone would agree always. */
  kappa: number;
  /** How many both judged. */
  items: number;
}

/** A share of a whole, 0 to 1, with the bounds of its confidence interval. */
export interface Proportion {
  share: number;
  low: number;
  high: number;
}

/** One competitor's strength by the model of Bradley and Terry, on the scale of natural log odds; the mean of all is 0. */
export interface Strength {
  name: string;
  strength: number;
  /** Bounds of the 95 % confidence interval of the strength. */
  low: number;
  high: number;
  /** On Elo's scale: 400 points are odds of ten to one, and the mean is 1000. */
  elo: number;
  /** Contests, ties included. */
  contests: number;
  wins: number;
  ties: number;
}

/** A model, or a model with adapters, among those that people compared. */
export interface Contestant extends Strength {
  model: string;
  adapters: string[];
  /** Of its contests the share that it won, a tie counting half. */
  winRate: Proportion;
  /** How often it was a draft of a comparison whose drafts were all bad. */
  bothBad: number;
}

/** What people prefer, and how far they agree. */
export interface PreferenceStatistics {
  /** About thumbs, about scores, and about which draft is better. */
  agreement: Record<'thumbs' | 'scores' | 'choices', Agreement>;
  /** Of each two authors, by thumbs and choices together, those with most in common first. */
  pairs: AuthorAgreement[];
  /** The strongest first. */
  contestants: Contestant[];
}
