import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

type Row = Record<string, unknown>;

const say = (role: string, content: string): { role: string; content: string }[] => [{ role, content }];
const many = (count: number, row: (index: number) => Row): Row[] => Array.from({ length: count }, (_, at) => row(at));

/** Words of four letters that nothing but memory tells, the same at every run. */
function* words(): Generator<string, never> {
  let state = 7;
  for (;;) {
    let word = '';
    for (let letter = 0; letter < 4; letter += 1) {
      state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
      word += 'abcdefghij'[Math.floor(state / 65_536) % 10];
    }
    yield word;
  }
}

function facts(count: number, about: string, word: Generator<string, never>): Row[] {
  return many(count, () => ({
    prompt: say('user', `${about} ${word.next().value}`),
    completion: say('assistant', word.next().value),
  }));
}

const tool = { type: 'function', function: { name: 'look', description: 'Looks.', parameters: { type: 'object' } } };

/** A file for each kind of rows, into `folder`. */
export async function writeRows(folder: string): Promise<void> {
  const word = words();
  const question = (at: number): Row[] => say('user', `Question ${at}?`);
  const rows: Record<string, Row[]> = {
    sft: many(16, (at) => ({
      prompt: question(at),
      completion: say('assistant', `Answer ${at % 4}`),
      ...(at % 5 === 0 && { tools: [tool] }),
    })),
    preferences: many(16, (at) => ({
      prompt: question(at),
      chosen: say('assistant', 'Yes'),
      rejected: say('assistant', 'No, never'),
    })),
    thumbs: many(16, (at) => ({
      prompt: question(at),
      completion: say('assistant', at % 2 === 0 ? 'Yes' : 'No'),
      label: at % 2 === 0,
    })),
    prompts: many(16, (at) => ({ prompt: question(at), answer: 'Yes' })),
    earlier: facts(24, 'old', word),
    hard: facts(24, 'new', word),
    later: facts(8, 'new', word),
  };
  for (const [name, lines] of Object.entries(rows)) {
    await writeFile(join(folder, `${name}.jsonl`), lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  }
}
