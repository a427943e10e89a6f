import type { ToolCall } from '@tuneloop/protocol';
import { z } from 'zod';
import { requestProblem } from '../../errors/request-problem.ts';
import type { ApprovalDecision } from '../../tool-loop/options.ts';

/** What a person decided of one call. */
export interface CallDecision {
  decision: ApprovalDecision;
  /** The arguments that it is to run with in place of the model's, as JSON. */
  edited?: { name: string; arguments: string } | undefined;
}

const args = z.record(z.string(), z.unknown());

const answerSchema = z.looseObject({
  type: z.enum(['accept', 'approve', 'edit', 'response', 'respond', 'ignore', 'reject']),
  args: z.unknown().optional(),
  message: z.string().nullish(),
  edited_action: z.looseObject({ name: z.string(), args }).optional(),
  editedAction: z.looseObject({ name: z.string(), args }).optional(),
});

type Answer = z.infer<typeof answerSchema>;

/** As the agent inbox has it, and as older ones do. */
const inboxEditSchema = z.union([z.looseObject({ action: z.string(), args }), z.looseObject({ args })]);

/**
 * What `command.resume` says of the calls that wait, in their order: the agent inbox's `[{type, args}]`, LangChain 1's
 * `{decisions: [{type}]}`, or `true` and `false` for all. A client may decide on the first calls alone.
 *
 * Errors: `INVALID_REQUEST`.
 */
export function decodeResume(resume: unknown, pending: readonly ToolCall[]): Map<string, CallDecision> {
  if (typeof resume === 'boolean') {
    return new Map(pending.map(({ id }) => [id, { decision: resume ? 'approve' : 'refuse' }]));
  }
  const answers = readAnswers(resume);
  if (answers.length > pending.length) {
    throw invalid(`has ${answers.length} answers for ${pending.length} calls that wait`);
  }
  return new Map(answers.map((answer, index) => [pending[index]!.id, decide(answer, pending[index]!)]));
}

/** An interrupt's id may stand around the answer, where a client resumes by id. */
function readAnswers(resume: unknown): Answer[] {
  let value = resume;
  if (isObject(value) && !('type' in value) && !('decisions' in value)) {
    const inner = Object.values(value);
    if (inner.length === 1) [value] = inner;
  }
  const list = isObject(value) && 'decisions' in value ? value['decisions'] : Array.isArray(value) ? value : [value];
  const parsed = z.array(answerSchema).min(1).safeParse(list);
  if (parsed.success) return parsed.data;
  throw invalid('must be a list of {"type": "accept" | "edit" | "response" | "ignore", "args"}, or true or false');
}

function decide(answer: Answer, call: ToolCall): CallDecision {
  switch (answer.type) {
    case 'accept':
    case 'approve':
      return { decision: 'approve' };
    case 'edit':
      return {
        decision: 'approve',
        edited: { name: call.name, arguments: JSON.stringify(editedArguments(answer, call)) },
      };
    case 'response':
    case 'respond':
    case 'reject': {
      const text = typeof answer.args === 'string' ? answer.args : (answer.message ?? '');
      return { decision: text === '' ? 'refuse' : { refuse: text.slice(0, 10_000) } };
    }
    case 'ignore':
    default:
      return { decision: 'refuse' };
  }
}

function editedArguments(answer: Answer, call: ToolCall): Record<string, unknown> {
  const action = answer.edited_action ?? answer.editedAction;
  const inbox = inboxEditSchema.safeParse(answer.args);
  const edited =
    action ?? (inbox.success ? { name: inboxName(inbox.data) ?? call.name, args: inbox.data.args } : undefined);
  if (!edited) throw invalid('of the type "edit" needs args: {"action", "args"}');
  if (edited.name !== call.name)
    throw invalid(`may edit the arguments of ${call.name}, and not make another call of it`);
  return edited.args;
}

function inboxName(edit: z.infer<typeof inboxEditSchema>): string | undefined {
  return typeof edit['action'] === 'string' ? edit['action'] : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function invalid(what: string): Error {
  return requestProblem('invalid_value', `command.resume ${what}.`, 'command.resume');
}
