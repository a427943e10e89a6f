import type { JudgedInteraction, Message } from '@tuneloop/protocol';
import { assistant, judged, user } from './made-interactions.ts';

/** One question with a right answer, a wrong one, and one that nobody judged. */
export const question: Message[] = [user('2 + 2?')];
export const right: Message = assistant('4');
export const wrong: Message = assistant('5');
export const good: JudgedInteraction = judged({ id: 'good', at: 1, prompt: question, answer: '4' }, 'up');
export const bad: JudgedInteraction = judged({ id: 'bad', at: 2, prompt: question, answer: '5' }, 'down');
export const unrated: JudgedInteraction = judged({ id: 'unrated', at: 3, prompt: question, answer: '22' });
