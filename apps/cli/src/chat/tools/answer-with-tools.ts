import type { GenerateRequest, LoadedModel, ToolExecutor } from '@tuneloop/protocol';
import type { AnswerEvent } from '../chat-model.ts';
import { limitNotice } from '../limit-notice.ts';
import type { Approve } from './approval.ts';

export interface AnswerWithToolsOptions {
  executor: ToolExecutor;
  approve: Approve;
  maxIterations?: number | undefined;
  signal?: AbortSignal | undefined;
}

/** An answer of a model in this process that may use tools. Errors as of `runToolLoop`. */
export async function* answerWithTools(
  model: LoadedModel,
  request: GenerateRequest,
  { approve, ...options }: AnswerWithToolsOptions,
): AsyncGenerator<AnswerEvent, void, undefined> {
  const { runToolLoop, ToolCallAssembler } = await import('@tuneloop/openai-server');
  const calls = new ToolCallAssembler();
  for await (const event of runToolLoop(model, request, { ...options, owner: 'terminal', approvals: approve })) {
    switch (event.type) {
      case 'text-delta':
      case 'reasoning-delta':
        yield event;
        break;
      case 'tool-call-start':
      case 'tool-call-delta':
      case 'tool-call-end': {
        const call = calls.add(event);
        if (call) yield { type: 'tool-call', call };
        break;
      }
      case 'tool-result': {
        const { id, name, arguments: args, result, durationMs } = event;
        yield { type: 'tool-result', call: { id, name, arguments: args }, result, durationMs };
        break;
      }
      case 'limit-reached':
        yield { type: 'notice', text: limitNotice(event.iterations) };
        break;
      case 'turn-end':
        yield { type: 'generation-end', finishReason: event.finishReason, usage: event.usage, timings: event.timings };
        break;
      case 'generation-start':
      case 'generation-end':
      case 'prompt-logprobs':
      case 'tool-run-start':
      case 'tool-exchange-end':
      case 'approval-needed':
        break;
    }
  }
}
