import { TuneloopError } from '@tuneloop/protocol';
import { z } from 'zod';
import { endWithKey } from '../../auth/request-key.ts';
import { endAtDeadline } from '../../http/request-deadline.ts';
import { conversationIdOf, ownerOf } from '../../conversations/answer-conversations.ts';
import { disconnectSignal } from '../../http/disconnect-signal.ts';
import { readJsonBody } from '../../http/read-json-body.ts';
import { sendJson } from '../../http/send-json.ts';
import { acquireModel } from '../../models/acquire-model.ts';
import { validateWire } from '../../parameters/validate-wire.ts';
import { optional, type WireShape } from '../../parameters/wire-shape.ts';
import { checkDecisions } from '../../tool-loop/check-decisions.ts';
import type { ApprovalDecision } from '../../tool-loop/options.ts';
import { resumeToolLoop } from '../../tool-loop/run-tool-loop.ts';
import { encodePending } from './encode-answer.ts';
import type { LabCall } from './lab-call.ts';
import { logOf, turnOf } from './log-of.ts';
import { loggedModel } from './logged-model.ts';
import { loopOptions } from './loop-options.ts';
import { playTurn } from './play-turn.ts';
import { requireApprover } from './require-approver.ts';
import { sendRun } from './send-run.ts';
import { parseWaitingTurn } from './waiting-turn.ts';

/** The body of `POST /lab/conversations/{id}/turns/{turn}`. */
export interface DecisionsWire {
  decisions: Record<string, ApprovalDecision>;
  stream?: boolean | null | undefined;
}

const shape: WireShape<DecisionsWire> = {
  decisions: z.record(
    z.string(),
    z.union([z.enum(['approve', 'refuse']), z.strictObject({ refuse: z.string().max(10_000) })]),
  ),
  stream: optional(z.boolean()),
};

export const decisionsSchema: z.ZodType<DecisionsWire> = z.strictObject(shape);

/** `GET /lab/conversations/{id}/turns`: the turns that wait for a human. Errors: `NOT_FOUND`. */
export async function answerTurns({ settings, request, response }: LabCall): Promise<void> {
  const owner = ownerOf(request);
  const { id } = await settings.conversations.get(owner, conversationIdOf(request));
  const turns = await settings.turns.list(owner, id);
  const data = turns.map(({ createdAt, state }) => {
    return { created_at: Math.floor(Date.parse(createdAt) / 1000), ...encodePending(parseWaitingTurn(state).paused) };
  });
  sendJson(response, 200, { object: 'list', data });
}

/**
 * `POST /lab/conversations/{id}/turns/{turn}`: goes on with a turn, by what a human decided. It is handed out once: of two
 * requests one gets it.
 *
 * Errors: `NOT_FOUND` (it went on already, or the conversation did), `INVALID_REQUEST`, `FORBIDDEN` (without `admin`), those of the engine.
 */
export async function answerResume(call: LabCall): Promise<void> {
  const { settings, runs, request, response } = call;
  const arrivedAt = new Date();
  const signal = disconnectSignal(response);
  const { decisions, stream } = validateWire(decisionsSchema, await readJsonBody(request, settings.limits));
  if (Object.values(decisions).includes('approve')) requireApprover(request);
  const owner = ownerOf(request);
  const conversation = conversationIdOf(request);
  const turnId = String(request.params['turn']);
  const run = await runs.begin({ owner, id: conversation }, signal, async () => {
    const stored = await settings.turns.get(owner, turnId);
    const turn = parseWaitingTurn(stored.state);
    const { head, tools } = await settings.conversations.get(owner, conversation);
    if (stored.conversation !== conversation || turn.head !== head) {
      throw new TuneloopError('NOT_FOUND', `No turn "${turnId.slice(0, 100)}" is waiting: the conversation went on.`);
    }
    checkDecisions(turn.paused, decisions);
    const leased = await acquireModel(settings.models, turn.model, signal);
    const { request: asked, iterations } = turn.paused;
    // It is one request still: its generations are counted on, and its last answer has the completion's id.
    const completion = turn.completion ?? turnId;
    const model = loggedModel(leased, {
      ...logOf(call, arrivedAt),
      id: completion,
      generations: iterations,
      place: { conversation, turn: turnOf(asked) },
    });
    try {
      const executor = tools ? await settings.loadTools() : undefined;
      await settings.turns.take(owner, turnId);
      const { maxTokens = model.info.contextSize } = asked;
      const options = loopOptions(settings, { model, owner, maxTokens, approvals: 'pause', executor });
      const place = { settings, owner, conversation, completion, model, modelName: turn.model, before: turn };
      return (runSignal) => {
        const loop = resumeToolLoop(model, turn.paused, { ...options, decisions, signal: runSignal });
        return playTurn(loop, place, runSignal);
      };
    } catch (error) {
      await model[Symbol.asyncDispose]();
      throw error;
    }
  });
  endWithKey(request, run);
  endAtDeadline(request, run);
  await sendRun(run, call, { stream: stream ?? false, signal });
}
