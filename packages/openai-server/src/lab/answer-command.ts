import { TuneloopError } from '@tuneloop/protocol';
import { z } from 'zod';
import { checkScope } from '../auth/authenticate-token.ts';
import { clientOf } from '../auth/require-scope.ts';
import { ownerOf } from '../conversations/answer-conversations.ts';
import { conversationIdSchema } from '../conversations/request-wire.ts';
import { requestProblem } from '../errors/request-problem.ts';
import { readJsonBody } from '../http/read-json-body.ts';
import { sendJson } from '../http/send-json.ts';
import { validateWire } from '../parameters/validate-wire.ts';
import { optional, type WireShape } from '../parameters/wire-shape.ts';
import type { LabCall } from './chat/lab-call.ts';
import { defaultConversationId } from './chat/request-wire.ts';

/** The body of `POST /command`. Without a value it only asks. */
export interface CommandWire {
  command: 'system' | 'layers' | 'mem' | 'tools';
  value?: unknown;
  conversation_id?: string | null | undefined;
}

const shape: WireShape<CommandWire> = {
  command: z.enum(['system', 'layers', 'mem', 'tools']),
  value: z.unknown().optional(),
  conversation_id: optional(conversationIdSchema, 'Of system and tools; by default the default conversation.'),
};

/** What the value may be depends on the command. */
const values = [
  { properties: { command: { enum: ['system', 'tools'] }, value: { type: ['string', 'null'] } } },
  { properties: { command: { enum: ['layers', 'mem'] }, value: { type: ['string', 'number', 'null'] } } },
];

export const commandSchema: z.ZodType<CommandWire> = z.strictObject(shape).meta({ anyOf: values });

/**
 * `POST /command`: `system` (the prompt) and `tools` (`on`, `off`) of a conversation, `layers` and `mem` of the server.
 * Setting the latter two needs the scope `admin`.
 *
 * Errors: `INVALID_REQUEST`, `FORBIDDEN`, `UNSUPPORTED` (cannot be set while the server runs).
 */
export async function answerCommand(call: LabCall): Promise<void> {
  const wire = validateWire(commandSchema, await readJsonBody(call.request, call.settings.limits));
  const isQuestion = wire.value === undefined || wire.value === null;
  const current =
    wire.command === 'system' || wire.command === 'tools'
      ? await conversationCommand(call, wire.command, { ...wire, isQuestion })
      : await serverCommand(call, wire.command, { ...wire, isQuestion });
  const message = isQuestion ? `${wire.command} is as current_value says.` : `${wire.command} is set.`;
  sendJson(call.response, 200, { status: 'success', message, current_value: current });
}

async function conversationCommand(
  { settings: { conversations }, request }: LabCall,
  command: 'system' | 'tools',
  { value, isQuestion, conversation_id: conversationId }: CommandWire & { isQuestion: boolean },
): Promise<string | null> {
  const owner = ownerOf(request);
  const { id } = await conversations.open(owner, conversationId ?? defaultConversationId);
  if (!isQuestion) {
    const change = command === 'system' ? { system: textOf(value) || null } : { tools: switchOf(value) };
    await conversations.update(owner, id, change);
  }
  const { system, tools } = await conversations.get(owner, id);
  if (command === 'system') return system ?? null;
  return tools ? 'on' : 'off';
}

async function serverCommand(
  { settings, request }: LabCall,
  command: 'layers' | 'mem',
  { value, isQuestion }: CommandWire & { isQuestion: boolean },
): Promise<unknown> {
  const { get, set, advice } = settings.control.commands[command];
  if (isQuestion) return get();
  const client = clientOf(request);
  if (client) checkScope(client, 'admin');
  if (!set) throw new TuneloopError('UNSUPPORTED', `"${command}" cannot be set while the server runs. ${advice}`);
  await set(value);
  return get();
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  throw requestProblem('invalid_type', 'value: must be a text', 'value');
}

function switchOf(value: unknown): boolean {
  if (value === true || value === 'on') return true;
  if (value === false || value === 'off') return false;
  throw requestProblem('invalid_value', 'value: must be "on" or "off"', 'value');
}
