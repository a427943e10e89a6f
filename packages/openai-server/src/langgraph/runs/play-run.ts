import type { LabEvent } from '../../lab/chat/lab-event.ts';
import { playTurn, type TurnPlace } from '../../lab/chat/play-turn.ts';
import type { ToolLoopEvent } from '../../tool-loop/tool-loop-event.ts';
import { encodeInterrupts, type InterruptDict } from '../interrupts/encode-interrupt.ts';
import type { IdentifiedStoredMessage } from '../state/checkpoint.ts';
import type { RunEncoder } from './run-encoder.ts';
import type { ThreadRun } from './thread-run.ts';
import type { TurnMessageIds } from './turn-message-ids.ts';

export interface PlayedRun {
  run: ThreadRun;
  ids: TurnMessageIds;
  encoder: RunEncoder;
  place: TurnPlace;
  /** What stood in the state already and is not in the encoder's history yet: it comes with its results. */
  shown?: readonly IdentifiedStoredMessage[] | undefined;
  loop: (signal: AbortSignal) => AsyncIterable<ToolLoopEvent>;
}

/** A turn of a stored conversation, played as everywhere else, that the run tells of. */
export function playRun(played: PlayedRun): (signal: AbortSignal) => AsyncIterable<LabEvent> {
  return (signal) => play(played, signal);
}

async function* play(
  { run, encoder, place, shown, loop }: PlayedRun,
  signal: AbortSignal,
): AsyncGenerator<LabEvent, void, undefined> {
  run.tell(encoder.begin(shown));
  for await (const event of playTurn(tap(run, encoder, loop(signal)), place, signal)) {
    if (event.type === 'done' && event.finish_reason === 'cancelled') run.tell(encoder.cut(event.response));
    yield event;
  }
}

/** The same events; each is told once what it means is kept. */
async function* tap(
  run: ThreadRun,
  encoder: RunEncoder,
  loop: AsyncIterable<ToolLoopEvent>,
): AsyncGenerator<ToolLoopEvent, void, undefined> {
  for await (const event of loop) {
    yield event;
    run.tell(
      encoder.encode(event, (paused) => {
        return encodeInterrupts(paused.id, { paused, saved: 0, toolsUsed: [] });
      }),
    );
  }
}

/** A run in which nothing has to be generated. */
export function playStill(
  run: ThreadRun,
  encoder: RunEncoder,
  interrupts: readonly InterruptDict[] = [],
): (signal: AbortSignal) => AsyncIterable<LabEvent> {
  return async function* still(): AsyncGenerator<LabEvent, void, undefined> {
    run.tell(encoder.begin());
    if (interrupts.length > 0) run.tell(encoder.interrupt(interrupts));
    yield* [];
  };
}
