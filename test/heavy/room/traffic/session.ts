import type { CountingClient } from '../counting-client.ts';
import type { Ledger } from '../ledger.ts';
import type { Random } from '../random.ts';

/** One client in the traffic: its key, what it has done so far, and its dice. */
export interface Session {
  client: CountingClient;
  /** With the scope `admin`. */
  admin: CountingClient;
  ledger: Ledger;
  random: Random;
  /** Ids of its last answers, which can be rated. */
  rateable: string[];
  conversation: string;
  /** How many words answers have at most: a real model takes its time. */
  answerTokens: number;
  /** Where an adapter file comes and goes, and its name in requests; without, there are none. */
  adapter?: { name: string; put(): Promise<void>; remove(): Promise<void> } | undefined;
}

/** One thing that a client does. What is not as it should be it tells the ledger. */
export type Activity = (session: Session) => Promise<void>;

export function remember(session: Session, id: unknown): void {
  if (typeof id !== 'string') {
    session.ledger.surprise(`an answer without an id: ${JSON.stringify(id)}`);
    return;
  }
  session.ledger.answers.add(id);
  session.rateable.push(id);
  if (session.rateable.length > 20) session.rateable.shift();
}

/** Tells the ledger of any other status. */
export function expectStatus(
  session: Session,
  what: string,
  answer: { status: number; text: string },
  ...wanted: readonly number[]
): boolean {
  if (wanted.includes(answer.status)) return true;
  session.ledger.surprise(`${what}: ${answer.status} ${answer.text.slice(0, 300)}`);
  return false;
}
