import { testEngine } from '../testing/index.ts';
import { createScriptedEngine } from './index.ts';

testEngine({
  name: 'scripted',
  engine: () => createScriptedEngine({ queueLimit: 6 }),
  model: { id: 'scripted' },
  samples: false,
  tokenizer: true,
  rerank: true,
  infill: true,
  slotStates: true,
  promptLogprobs: true,
  contextShift: true,
});
