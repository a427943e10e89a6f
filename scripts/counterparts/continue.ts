import { join } from 'node:path';
import { installCounterparts } from './npm-folder.ts';

/** The program of Continue's command line. */
export function counterpartsContinue(): string {
  return join(installCounterparts('continue'), '@continuedev/cli/dist/cn.js');
}
