import type { AnswerPart, LabAnswer } from './answer-part.ts';
import type { StoredMessage } from './conversation-item.ts';
import type { Question } from './question.ts';

/**
 * An answer that is being made, as this page sees it. `sending`: the server has not begun; `reconnecting`: the server was
 * lost, and goes on without us; `settling`: it has ended, and what is stored of it is being read.
 */
export interface Run {
  conversation: string;
  state: 'sending' | 'streaming' | 'reconnecting' | 'settling' | 'finished' | 'failed';
  /** The stored messages that come before it. */
  before: readonly StoredMessage[];
  /** What was asked with it; `undefined` where that is stored already. */
  question: Question | undefined;
  parts: readonly AnswerPart[];
  /** Whether the server has begun with it: it goes on there, whatever becomes of the connection. */
  hasBegun: boolean;
  /** Ms of `performance.now()`. */
  startedAt: number;
  firstTokenAt: number | undefined;
  /** When the last of it came. */
  heardAt: number;
  /** Pieces of text so far, which are about as many as tokens. */
  pieces: number;
  /** The whole of it, once it has ended. */
  answer: LabAnswer | undefined;
  problem: string | undefined;
  /** What was asked, where the server did not keep it: to be given back. */
  unsent: Question | undefined;
}

export const isUnderWay = ({ state }: Run): boolean => state !== 'finished' && state !== 'failed';

export function newRun(conversation: string, begun: Partial<Run>): Run {
  return {
    conversation,
    state: 'sending',
    before: [],
    question: undefined,
    parts: [],
    hasBegun: false,
    startedAt: performance.now(),
    firstTokenAt: undefined,
    heardAt: performance.now(),
    pieces: 0,
    answer: undefined,
    problem: undefined,
    unsent: undefined,
    ...begun,
  };
}
