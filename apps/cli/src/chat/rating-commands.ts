import { TuneloopError } from '@tuneloop/protocol';
import type { ChatSession } from './session.ts';
import type { SlashCommand } from './slash-command.ts';

/** What a person thinks of the last answer. */
export const ratingCommands: readonly SlashCommand[] = [
  {
    name: 'good',
    usage: '[comment]',
    summary: 'the last answer was good, and why',
    run: (session, argument) => rateLast(session, 'up', argument),
  },
  {
    name: 'bad',
    usage: '[comment]',
    summary: 'the last answer was bad, and why',
    run: (session, argument) => rateLast(session, 'down', argument),
  },
];

/** Errors: `UNSUPPORTED`, `NOT_FOUND`. */
async function rateLast(session: ChatSession, thumb: 'up' | 'down', comment: string): Promise<undefined> {
  const { model, lastAnswer } = session;
  if (!model.rate) {
    throw new TuneloopError(
      'UNSUPPORTED',
      'Answers are rated where they are recorded: by a Tuneloop server or --local.',
    );
  }
  if (lastAnswer === undefined) throw new TuneloopError('NOT_FOUND', 'There is no complete answer to rate.');
  await model.rate(lastAnswer, { thumb, ...(comment !== '' && { comment }) });
  session.say(`Kept as ${thumb === 'up' ? 'good' : 'bad'}.`);
  return undefined;
}
