import { z } from 'zod';
import { booleanCell, listCell, numberCell } from './cells.ts';
import { dialogueRow } from './message-row.ts';
import { dialogueSchema } from './message-schema.ts';
import type { ExampleOf, RowFormatOf } from './row-format.ts';
import { toolsColumn, toolsSchema } from './tools-column.ts';

/** TRL's unpaired preference. */
export const kto: RowFormatOf<'judged'> = {
  shape: '{"prompt": …, "completion": …, "label": true, "tools": […]}',
  kind: 'judged',
  required: ['prompt', 'completion', 'label'],
  optional: ['tools'],
  open: true,
  schema: z
    .object({ prompt: dialogueSchema, completion: dialogueSchema, label: booleanCell, tools: toolsSchema })
    .transform((row): ExampleOf<'judged'> => ({ kind: 'judged', ...row })),
  write: ({ prompt, completion, label, tools }) => ({
    prompt: dialogueRow(prompt, 'json'),
    completion: dialogueRow(completion, 'json'),
    label,
    ...toolsColumn(tools),
  }),
};

/** Answers with a number that says how good they are. */
export const scored: RowFormatOf<'scored'> = {
  shape: '{"prompt": …, "completion": …, "score": 4.5, "tools": […]}',
  kind: 'scored',
  required: ['prompt', 'completion', 'score'],
  optional: ['tools'],
  open: true,
  schema: z
    .object({ prompt: dialogueSchema, completion: dialogueSchema, score: numberCell, tools: toolsSchema })
    .transform((row): ExampleOf<'scored'> => ({ kind: 'scored', ...row })),
  write: ({ prompt, completion, score, tools }) => ({
    prompt: dialogueRow(prompt, 'json'),
    completion: dialogueRow(completion, 'json'),
    score,
    ...toolsColumn(tools),
  }),
};

/** What `trlx.train` takes as `samples` and `rewards`, row by row. */
export const trlxSamples: RowFormatOf<'scored'> = {
  shape: '{"sample": ["prompt", "answer"], "reward": 1}',
  kind: 'scored',
  required: ['sample', 'reward'],
  optional: [],
  open: true,
  schema: z
    .object({ sample: listCell(z.tuple([z.string(), z.string()])), reward: numberCell })
    .transform(({ sample: [prompt, completion], reward }): ExampleOf<'scored'> => ({
      kind: 'scored',
      prompt,
      completion,
      score: reward,
    })),
  write: async ({ prompt, completion, score, tools }, text) => {
    const pair = await text.pair(prompt, completion, tools);
    return { sample: [pair.prompt, pair.answer], reward: score };
  },
};

/** TRL's process supervision: plain texts, one label for each step. */
export const stepwise: RowFormatOf<'stepwise'> = {
  shape: '{"prompt": "…", "completions": ["step", …], "labels": [true, …]}',
  kind: 'stepwise',
  required: ['prompt', 'completions', 'labels'],
  optional: [],
  open: true,
  schema: z
    .object({
      prompt: dialogueSchema,
      completions: listCell(z.array(z.string())),
      labels: listCell(z.array(booleanCell)),
    })
    .transform(({ prompt, completions, labels }): ExampleOf<'stepwise'> => ({
      kind: 'stepwise',
      prompt,
      steps: completions,
      labels,
    })),
  write: async ({ prompt, steps, labels, tools }, text) => ({
    prompt: (await text.pair(prompt, '', tools)).prompt,
    completions: steps,
    labels,
  }),
};
