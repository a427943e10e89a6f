import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { installCounterparts } from '../../../scripts/counterparts/npm-folder.ts';

/**
 * LangChain's Agent Chat UI, unchanged: the page that `npx create-agent-chat-app` writes, built with the versions of the
 * lock file beside this. Made on first use.
 *
 * @returns the folder of the built page.
 */
export function buildAgentChatUi(): string {
  const modules = installCounterparts('agent-chat-ui');
  const app = join(modules, '../app');
  const built = join(app, 'dist');
  if (existsSync(built)) return built;

  const partial = `${app}.partial`;
  rmSync(partial, { recursive: true, force: true });
  rmSync(app, { recursive: true, force: true });
  cpSync(join(modules, 'create-agent-chat-app/templates/vite'), partial, { recursive: true });
  execFileSync(process.execPath, [join(modules, 'vite/bin/vite.js'), 'build', '--logLevel', 'error'], { cwd: partial });
  renameSync(partial, app);
  return built;
}
