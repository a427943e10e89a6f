import { queryOptions } from '@tanstack/react-query';
import { api, dataOf, type Schemas } from '../../api/client.ts';
import { contentText } from '../../chat/conversation-item.ts';

export type Comparison = Schemas['Comparison'];
export type Draft = Comparison['drafts'][number];
export type Choice = 'left' | 'right' | 'tie' | 'both_bad';

export const comparisonQuery = (id: string) =>
  queryOptions({
    queryKey: ['comparison', id],
    queryFn: ({ signal }) => dataOf(api.GET('/v1/comparisons/{id}', { params: { path: { id } }, signal })),
  });

/** What the drafts answer; `undefined` where it was not recorded. */
export function questionOf({ prompt }: Comparison): string | undefined {
  if (prompt?.type === 'text') return prompt.text;
  if (prompt?.type !== 'messages') return undefined;
  const question = prompt.messages.findLast(({ role }) => role === 'user');
  return question && contentText(question.content);
}

export type Verdict = Choice | 'withdrawn';

/** The last word on it; `undefined` before the first. */
export function verdictOf({ choices, drafts }: Comparison): Verdict | undefined {
  const last = choices.at(-1);
  if (last?.outcome !== 'preferred') return last?.outcome;
  return last.preferred === drafts[0]?.id ? 'left' : 'right';
}

/** `model:adapter@version`, as the leaderboard has it; only told once somebody has chosen. */
export function nameOf({ model, adapters = [] }: Draft): string | undefined {
  if (model === undefined) return undefined;
  return [model, ...adapters.map(({ id, scale }) => (scale === 1 ? id : `${id}*${scale}`))].join(':');
}

/** With which temperature it was made, where somebody gave one. */
export function temperatureOf({ settings }: Draft): number | undefined {
  const sampling = settings?.['sampling'] as { temperature?: unknown } | undefined;
  return typeof sampling?.temperature === 'number' ? sampling.temperature : undefined;
}
