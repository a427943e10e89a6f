import { textOf, type GenerateRequest, type LoadedModel } from '@tuneloop/protocol';
import { createScriptedEngine, type ScriptedReply } from '@tuneloop/runtime/scripted';

/** A tool that has answered is quoted, tools are called after a thought, JSON is given where a schema asks for it. */
function reply({ prompt, tools, toolChoice, outputFormat, reasoning }: GenerateRequest): ScriptedReply {
  const last = prompt.type === 'messages' ? prompt.messages.at(-1) : undefined;
  if (last?.role === 'tool') return `The tool said ${textOf(last.content)}.`;
  const [tool] = tools ?? [];
  if (tool !== undefined && toolChoice !== 'none') {
    const call = { toolCall: { name: tool.name, arguments: { city: 'Köln' } } };
    return { steps: [{ reasoning: 'I need the weather.' }, { text: 'Let me look.' }, call] };
  }
  if (outputFormat?.type === 'json-schema') return '{"city":"Köln","days":2}';
  if (reasoning?.enabled) return { steps: [{ reasoning: 'Fifteen times 37.' }, { text: '555' }] };
  if (last !== undefined && textOf(last.content).includes('long')) {
    return { steps: [{ text: 'It ' }, { delayMs: 60_000 }, { text: 'never ends' }] };
  }
  return { steps: [{ text: 'Hello ' }, { text: 'from ' }, { text: 'Tuneloop' }] };
}

/** A model for the round trips of official clients. */
export function loadWeatherModel(id = 'weather'): Promise<LoadedModel> {
  return createScriptedEngine({ replies: reply, images: true }).load({ id });
}
