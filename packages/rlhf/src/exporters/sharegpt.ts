import type { Row } from '@tuneloop/datasets';
import type { Candidate } from './candidate.ts';
import type { TrainingMessage } from './training-message.ts';

interface ShareGptTurn {
  from: 'system' | 'human' | 'gpt' | 'function_call' | 'observation';
  value: string;
}

/** `{conversations: [{from, value}]}`, with the roles and the `tools` (JSON text) that LLaMA-Factory reads. */
export function shareGptRow({ prompt, tools }: Candidate, answer: TrainingMessage): Row {
  const conversations = [...prompt, answer].flatMap(turnsOf);
  return { conversations, ...(tools.length > 0 && { tools: JSON.stringify(tools.map((tool) => tool.function)) }) };
}

function turnsOf({ role, content, reasoning_content, tool_calls }: TrainingMessage): ShareGptTurn[] {
  if (role === 'system') return [{ from: 'system', value: content }];
  if (role === 'user') return [{ from: 'human', value: content }];
  if (role === 'tool') return [{ from: 'observation', value: content }];
  const thought = reasoning_content === undefined ? '' : `<think>\n${reasoning_content}\n</think>\n\n`;
  const calls = tool_calls?.map(({ function: { name, arguments: args } }) => ({ name, arguments: args }));
  if (!calls) return [{ from: 'gpt', value: thought + content }];
  // The format has either words or calls in one turn.
  const value = JSON.stringify(calls.length === 1 ? calls[0] : calls);
  return [{ from: 'function_call', value: thought + (content === '' ? value : `${content}\n${value}`) }];
}
