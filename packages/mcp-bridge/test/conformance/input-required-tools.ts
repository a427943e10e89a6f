import { randomBytes } from 'node:crypto';
import {
  acceptedContent,
  createRequestStateCodec,
  inputRequired,
  inputResponse,
  MissingRequiredClientCapabilityError,
  ProtocolError,
  ProtocolErrorCode,
  type InputRequest,
  type InputRequiredResult,
  type ServerContext,
} from '@modelcontextprotocol/server';
import { z } from 'zod';
import { fixtureTool, text, type FixtureTool } from './fixture-tool.ts';

interface State {
  step: number;
}

const codec = createRequestStateCodec<State>({ key: randomBytes(32) });

/** Errors: -32602 for a state that is not ours. */
async function stateOf(context: ServerContext): Promise<State | undefined> {
  const sealed = context.mcpReq.requestState<string>();
  if (sealed === undefined) return undefined;
  try {
    return await codec.verify(sealed, context);
  } catch {
    throw new ProtocolError(ProtocolErrorCode.InvalidParams, 'The request state was tampered with.');
  }
}

function form(message: string, property: string, type: 'string' | 'boolean' = 'string'): InputRequest {
  const properties = { [property]: type === 'string' ? { type } : { type } };
  return inputRequired.elicit({ message, requestedSchema: { type: 'object', properties, required: [property] } });
}

function sample(question: string, maxTokens: number): InputRequest {
  return inputRequired.createMessage({
    messages: [{ role: 'user', content: { type: 'text', text: question } }],
    maxTokens,
  });
}

const named = z.object({ name: z.string() });
const askName = (): InputRequest => form('What is your name?', 'name');
const ask = (inputRequests: Record<string, InputRequest>, requestState?: string): InputRequiredResult =>
  inputRequired({ inputRequests, ...(requestState !== undefined && { requestState }) });

/** Asks as 2026-07-28 does: by an answer that says what is missing. */
export const inputRequiredTools: readonly FixtureTool[] = [
  fixtureTool('test_input_required_result_elicitation', async (_args, { context }) => {
    const answer = acceptedContent(context.mcpReq.inputResponses, 'user_name', named);
    return answer === undefined ? ask({ user_name: askName() }) : text(`Hello, ${answer.name}!`);
  }),
  fixtureTool('test_input_required_result_sampling', async (_args, { context }) => {
    const answer = inputResponse(context.mcpReq.inputResponses, 'capital_question');
    if (answer.kind !== 'sampling') return ask({ capital_question: sample('What is the capital of France?', 100) });
    return text(JSON.stringify(answer.result.content));
  }),
  fixtureTool('test_input_required_result_list_roots', async (_args, { context }) => {
    const answer = inputResponse(context.mcpReq.inputResponses, 'client_roots');
    if (answer.kind !== 'roots') return ask({ client_roots: inputRequired.listRoots() });
    return text(answer.roots.map(({ uri }) => uri).join(' '));
  }),
  fixtureTool('test_input_required_result_request_state', async (_args, { context }) => {
    const state = await stateOf(context);
    const answer = acceptedContent(context.mcpReq.inputResponses, 'confirm', z.object({ ok: z.boolean() }));
    if (state !== undefined && answer !== undefined) return text('state-ok');
    return ask({ confirm: form('Please confirm', 'ok', 'boolean') }, await codec.mint({ step: 1 }));
  }),
  fixtureTool('test_input_required_result_tampered_state', async (_args, { context }) => {
    const state = await stateOf(context);
    if (state !== undefined) return text('state-ok');
    return ask({ confirm: form('Please confirm', 'ok', 'boolean') }, await codec.mint({ step: 1 }));
  }),
  fixtureTool('test_input_required_result_multiple_inputs', async (_args, { context }) => {
    const { inputResponses } = context.mcpReq;
    await stateOf(context);
    const user = acceptedContent(inputResponses, 'user_name', named);
    const greeting = inputResponse(inputResponses, 'greeting');
    const roots = inputResponse(inputResponses, 'client_roots');
    if (user !== undefined && greeting.kind === 'sampling' && roots.kind === 'roots') {
      return text(`${user.name}: ${JSON.stringify(greeting.result.content)}, ${roots.roots.length} roots`);
    }
    const requests = {
      user_name: askName(),
      greeting: sample('Generate a greeting', 50),
      client_roots: inputRequired.listRoots(),
    };
    return ask(requests, await codec.mint({ step: 1 }));
  }),
  fixtureTool('test_input_required_result_multi_round', async (_args, { context }) => {
    const { inputResponses } = context.mcpReq;
    const state = await stateOf(context);
    if (state?.step === 2) {
      const answer = acceptedContent(inputResponses, 'step2', z.object({ color: z.string() }));
      if (answer !== undefined) return text(`Your color is ${answer.color}.`);
    }
    const isPastFirst = state !== undefined && acceptedContent(inputResponses, 'step1', named) !== undefined;
    if (isPastFirst || state?.step === 2) {
      return ask({ step2: form('Step 2: What is your favorite color?', 'color') }, await codec.mint({ step: 2 }));
    }
    return ask({ step1: form('Step 1: What is your name?', 'name') }, await codec.mint({ step: 1 }));
  }),
  fixtureTool('test_input_required_result_capabilities', async (_args, { context, canElicit }) => {
    const answer = inputResponse(context.mcpReq.inputResponses, 'user_name');
    if (answer.kind !== 'missing') return text('Answered.');
    return canElicit ? ask({ user_name: askName() }) : ask({ question: sample('What is your name?', 20) });
  }),
  fixtureTool('test_streaming_elicitation', async (_args, { context }) => {
    const progressToken = context.mcpReq._meta?.progressToken ?? 'none';
    await context.mcpReq.notify({ method: 'notifications/progress', params: { progressToken, progress: 1 } });
    const answer = acceptedContent(context.mcpReq.inputResponses, 'user_name', named);
    return answer === undefined ? ask({ user_name: askName() }) : text(`Hello, ${answer.name}!`);
  }),
  fixtureTool('test_missing_capability', () =>
    Promise.reject(new MissingRequiredClientCapabilityError({ requiredCapabilities: { sampling: {} } })),
  ),
];
