import { TuneloopError, type ConversationOwner } from '@tuneloop/protocol';
import { endWithKey } from '../../auth/request-key.ts';
import { endAtDeadline } from '../../http/request-deadline.ts';
import { encodeError } from '../../errors/wire-error.ts';
import { requestProblem } from '../../errors/request-problem.ts';
import { mayApprove } from '../../lab/chat/require-approver.ts';
import type { LangGraphCall } from '../langgraph-call.ts';
import { prepareRun } from './prepare-run.ts';
import type { RunRequest } from './run-wire.ts';
import type { ThreadRun } from './thread-run.ts';

/**
 * Begins a run; what it comes to is told by the run alone. Where another one is under way in the thread, the strategy of
 * the request decides.
 *
 * Errors: `INVALID_REQUEST` (`conflict`, with the strategy `reject`).
 */
export async function beginRun(
  call: LangGraphCall,
  request: RunRequest,
  place: { owner: ConversationOwner; thread: string; assistant: string; model: string | undefined },
): Promise<ThreadRun> {
  const { runs, turns } = call;
  const { owner, thread, assistant, model } = place;
  const { modes, metadata, multitask } = request;
  const before = runs.of(owner, thread).filter(({ isActive }) => isActive);
  const chat = turns.find({ owner, id: thread });
  if (multitask === 'reject' && (before.length > 0 || chat)) {
    const message = `A run is under way in the thread "${thread}": wait for it, or choose another multitask_strategy.`;
    throw requestProblem('conflict', message, 'multitask_strategy');
  }
  const run = runs.create({ owner, thread, assistant, modes, metadata, multitask });
  endWithKey(call.request, run);
  endAtDeadline(call.request, run);
  if (multitask === 'interrupt' || multitask === 'rollback') {
    for (const other of before) other.cancel();
    chat?.cancel();
  }
  const undone = multitask === 'rollback' ? before : [];
  void play(call, run, { request, model, undone, approves: mayApprove(call.request) });
  return run;
}

/** Cancels a run, and waits for its end. With `rollback` the thread is as it was before it, and the run is forgotten. */
export async function cancelRun(
  { settings, runs, turns }: Pick<LangGraphCall, 'settings' | 'runs' | 'turns'>,
  run: ThreadRun,
  action: 'interrupt' | 'rollback',
): Promise<void> {
  run.cancel();
  await run.ended;
  if (action !== 'rollback') return;
  const { owner, thread: id } = run;
  const never = new AbortController().signal;
  await turns.between({ owner, id }, never, async () => undo(settings, [run]));
  runs.delete(run);
}

async function play(
  { settings, runs, turns, request: http }: LangGraphCall,
  run: ThreadRun,
  facts: { request: RunRequest; model: string | undefined; undone: readonly ThreadRun[]; approves: boolean },
): Promise<void> {
  const { owner, thread: id } = run;
  try {
    const turn = await turns.begin({ owner, id }, run.signal, async () => {
      run.start();
      await undo(settings, facts.undone);
      for (const undone of facts.undone) runs.delete(undone);
      return prepareRun({ settings, http, run, ...facts });
    });
    const cancel = (): void => turn.cancel();
    run.signal.addEventListener('abort', cancel, { once: true });
    if (run.signal.aborted) cancel();
    let outcome: 'success' | 'interrupted' = 'success';
    for await (const event of turn.follow(new AbortController().signal)) {
      if (event.type === 'done' && ['approval_needed', 'cancelled'].includes(event.finish_reason))
        outcome = 'interrupted';
    }
    await noteHead(settings, run);
    run.end(outcome);
  } catch (error) {
    await noteHead(settings, run);
    if (run.signal.aborted && TuneloopError.from(error).code === 'ABORTED') {
      run.end('interrupted');
      return;
    }
    const { status, body } = encodeError(error);
    if (status >= 500) settings.logger?.error({ err: error, run: run.id }, 'run failed');
    run.end('error', { error: TuneloopError.from(error).code, message: body.error.message });
  }
}

/** Where the conversation stands when the run is over, so that later changes can be told apart. */
async function noteHead({ conversations }: LangGraphCall['settings'], run: ThreadRun): Promise<void> {
  run.after = await conversations.get(run.owner, run.thread).then(
    ({ head }) => head,
    () => undefined,
  );
}

/** The thread as it was before the first of these runs. */
async function undo({ conversations }: LangGraphCall['settings'], runs: readonly ThreadRun[]): Promise<void> {
  const first = runs.find(({ before }) => before !== undefined);
  if (first) await conversations.append(first.owner, first.thread, [], { after: first.before ?? null });
}
