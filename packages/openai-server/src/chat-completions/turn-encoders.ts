import type { AnswerHead, BodyEncoder, StreamEncoder } from '../generation/choice-event.ts';
import type { StreamSettings } from '../generation/prompt-progress.ts';
import type { Toolset } from '../mcp-tools/toolset.ts';
import { createChatBodyEncoder, type ChatCompletion } from './body-encoder.ts';
import { createChatChunk, createChatChunkEncoder } from './chunk-encoder.ts';
import { encodeExecuted, type ExecutedTool } from './executed-tool.ts';
import type { TurnEvent } from './turn-events.ts';

/** A turn with tools in chunks: the text of all its generations as it comes, and each call that was run. */
export function createTurnChunkEncoder(
  head: AnswerHead,
  settings: StreamSettings,
  toolset: Toolset,
): StreamEncoder<TurnEvent> {
  const inner = createChatChunkEncoder(head, settings);
  let executed = 0;
  return {
    encode: (event) => {
      if (event.type !== 'tool-result') return inner.encode({ index: 0, event });
      const tool = encodeExecuted(event, toolset, executed);
      if (!tool) return [];
      executed += 1;
      // Nothing as yet but the role, which comes before all else.
      const begun = inner.encode({ index: 0, event: { type: 'text-delta', text: '' } });
      return [...begun, createChatChunk(head, { executed_tools: [tool] }, settings.includeUsage)];
    },
    finish: () => inner.finish(),
  };
}

/** A turn with tools as a whole: the answer of its last generation, and all calls that were run for it. */
export function createTurnBodyEncoder(head: AnswerHead, toolset: Toolset): BodyEncoder<TurnEvent, ChatCompletion> {
  const executed: ExecutedTool[] = [];
  let inner = createChatBodyEncoder(head, 1);
  return {
    add: (event) => {
      if (event.type === 'tool-result') {
        const tool = encodeExecuted(event, toolset, executed.length);
        if (tool) executed.push(tool);
        return;
      }
      if (event.type === 'generation-start') inner = createChatBodyEncoder(head, 1);
      inner.add({ index: 0, event });
    },
    body: (): ChatCompletion => {
      const body = inner.body();
      const choices = body.choices.map((choice) => ({
        ...choice,
        message: { ...choice.message, ...(executed.length > 0 && { executed_tools: executed }) },
      }));
      return { ...body, choices };
    },
  };
}
