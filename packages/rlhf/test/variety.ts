import type { JudgedInteraction } from '@tuneloop/protocol';
import { choice, judged, timeAt } from './made-interactions.ts';

/** Some of everything. */
export function variety(): JudgedInteraction[] {
  const records: JudgedInteraction[] = [];
  for (let index = 0; index < 120; index += 1) {
    const id = `v${String(index).padStart(3, '0')}`;
    const about = {
      id,
      at: index,
      prompt: `question ${index % 17}`,
      answer: `answer ${index % 5}.\n\nMore.`,
      ...(index % 3 === 0 && { conversation: `c${index % 9}` }),
      ...(index % 11 === 0 && { finishReason: 'length' as const }),
      ...(index % 13 === 0 && { tools: [{ name: 'f', parameters: {} }] }),
    };
    const kinds = [
      'up' as const,
      'down' as const,
      index % 5,
      { ratings: [{ correction: 'better', id: `r${index}`, time: timeAt(2000) }] },
      { choices: [choice(`k${index % 17}`, 'tie', { id: `c${index}`, time: timeAt(2000) })] },
      { choices: [choice(`k${index}`, id, { id: `c${index}`, time: timeAt(2000) })] },
      { ratings: [{ steps: [true, false], id: `r${index}`, time: timeAt(2000) }] },
      {},
    ];
    const kind = kinds[index % kinds.length]!;
    const said = typeof kind === 'number' ? { ratings: [{ score: Math.max(1, kind) }] } : kind;
    const fixed = typeof said === 'string' ? { ratings: [{ thumb: said }] } : said;
    const each = judged(about, fixed);
    for (const rating of each.ratings) Object.assign(rating, { id: `r${index}`, time: timeAt(2000) });
    records.push(each);
  }
  return records;
}
