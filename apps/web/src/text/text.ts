import { en } from './en.ts';

/** All that the app says, in one place, so that it can be said in other languages. */
export type Text = typeof en;

export const text: Text = en;
