/** What the server said that it has done: everything in here has to be there after any kill. */
export class Acknowledged {
  /** Texts that users sent, and answers that ended, by conversation, in their order. */
  readonly conversations = new Map<string, string[]>();
  /** Ids of answers that came to their end. */
  readonly answers = new Set<string>();
  /** Ratings by the interaction that they are of. */
  readonly ratings = new Map<string, number>();
  readonly keys = new Map<string, string>();
  readonly revoked = new Set<string>();
  /** Contents by id. */
  readonly files = new Map<string, string>();
  readonly deletedFiles = new Set<string>();
  /** Jobs that were accepted. */
  readonly jobs = new Set<string>();
  /** Exports that were said to have succeeded. */
  readonly exports = new Set<string>();
  /** Reasons of promotions that were answered well. */
  readonly promotions = new Set<string>();
  /** Ids of requests that were administrative acts. */
  readonly acts = new Set<string>();
  /** Runs of training that were accepted, and did not come to their end yet. */
  readonly begunRuns = new Set<string>();
  /** Versions of the adapter that runs were said to have made. */
  readonly trained = new Map<string, number>();
  /** What the registry was told last, if that was answered: the live version. */
  live: number | undefined;

  get size(): number {
    const conversations = [...this.conversations.values()].reduce((sum, texts) => sum + texts.length, 0);
    const sets = [this.answers, this.ratings, this.keys, this.revoked, this.files, this.deletedFiles];
    const others = [this.jobs, this.exports, this.promotions, this.acts, this.begunRuns, this.trained];
    return [...sets, ...others].reduce((sum, { size }) => sum + size, conversations);
  }
}
