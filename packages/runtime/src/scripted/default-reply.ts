import { randomUUID } from 'node:crypto';
import { TuneloopError, type GenerateRequest, type ToolDefinition } from '@tuneloop/protocol';
import { minimalInstance } from '../grammar/index.ts';
import { lastWords } from './prompt-tokens.ts';
import type { ScriptStep } from './script.ts';

/** What the engine says of itself: the demanded tool call, the shortest valid JSON, or an echo. */
export function defaultSteps(request: GenerateRequest): ScriptStep[] {
  const tool = demandedTool(request);
  if (tool) {
    const toolCall = { id: `call_${randomUUID()}`, name: tool.name, arguments: minimalInstance(tool.parameters) };
    return [{ toolCall }];
  }
  const { outputFormat } = request;
  switch (outputFormat?.type) {
    case 'json-object':
      return [{ text: '{}' }];
    case 'json-schema':
      return [{ text: minimalInstance(outputFormat.schema) }];
    case 'grammar':
      throw new TuneloopError('UNSUPPORTED', 'The scripted engine cannot follow a grammar. Give it a reply instead.');
    case 'text':
    case undefined: {
      const words = lastWords(request).trim();
      return [{ text: words === '' ? 'You said nothing.' : `You said: ${words}` }];
    }
  }
}

/** Errors: `INVALID_REQUEST` when a tool is demanded that is not there. */
function demandedTool({ tools = [], toolChoice }: GenerateRequest): ToolDefinition | undefined {
  if (toolChoice === undefined || toolChoice === 'auto' || toolChoice === 'none') return undefined;
  const tool = toolChoice === 'required' ? tools[0] : tools.find(({ name }) => name === toolChoice.name);
  if (tool) return tool;
  throw new TuneloopError(
    'INVALID_REQUEST',
    'The tool choice demands a tool that is not among the tools. Add it to them.',
  );
}
