import type { GenerateRequest, GenerationEvent, ToolDefinition } from '@tuneloop/protocol';
import type { Step } from './step.ts';
import { isClientTool, type Turn } from './turn.ts';

/** The model's events of one generation, gathered in `step` while they pass. Without `mayCall` it gets no tools. */
export async function* generateStep(
  turn: Turn,
  step: Step,
  mayCall: boolean,
): AsyncGenerator<GenerationEvent, void, undefined> {
  const request = await stepRequest(turn, mayCall);
  for await (const event of turn.model.generate(request, { signal: turn.signal })) {
    if (mayCall) {
      yield step.add(event);
    } else if (event.type === 'generation-end') {
      if ((request.outputFormat?.type ?? 'text') === 'text') {
        yield step.add({ type: 'text-delta', text: limitNotice(step.text, turn.iterations) });
      }
      yield step.add(event.finishReason === 'tool-calls' ? { ...event, finishReason: 'stop' } : event);
    } else if (!event.type.startsWith('tool-call-')) {
      // An engine that writes calls without tools is not believed.
      yield step.add(event);
    }
  }
}

async function stepRequest(turn: Turn, mayCall: boolean): Promise<GenerateRequest> {
  const { request, settings, signal } = turn;
  const tools = mayCall ? toolsOf(turn) : undefined;
  const messages = [...turn.history, ...turn.messages];
  const isFirst = turn.messages.length === 0;
  return {
    ...request,
    prompt: { type: 'messages', messages: settings.fit ? await settings.fit(messages, { tools, signal }) : messages },
    tools,
    toolChoice: tools && toolChoiceOf(request, isFirst),
    parallelToolCalls: tools && request.parallelToolCalls,
    continueFinalMessage: isFirst ? request.continueFinalMessage : undefined,
  };
}

/** The server's tools and the client's; where both have one of the same name, the client's is meant. */
function toolsOf(turn: Turn): ToolDefinition[] | undefined {
  const own = turn.settings.executor.list().filter(({ name }) => !isClientTool(turn, name));
  const definitions = own.map(({ name, description, parameters }) => ({ name, description, parameters }));
  const tools = [...definitions, ...(turn.request.tools ?? [])];
  return tools.length > 0 ? tools : undefined;
}

/** A demanded call would be demanded for ever. */
function toolChoiceOf({ toolChoice }: GenerateRequest, isFirst: boolean): GenerateRequest['toolChoice'] {
  return isFirst || toolChoice === undefined || toolChoice === 'none' ? toolChoice : 'auto';
}

function limitNotice(text: string, iterations: number): string {
  const what = iterations === 1 ? 'one tool iteration' : `${iterations} tool iterations`;
  return `${text === '' ? '' : '\n\n'}[The limit of ${what} was reached: no further tools were used for this answer.]`;
}
