import { spawnSync } from 'node:child_process';
import { existsSync, globSync, statSync } from 'node:fs';
import { join } from 'node:path';

/*
 * Builds the web app when its sources are newer than what was built last, so that `npm start` shows it without a command
 * of its own. What cannot be built keeps no server from starting: it then says so in place of the page.
 */

const root = join(import.meta.dirname, '..');
const app = join(root, 'apps/web');
const built = join(app, 'dist/index.html');

function isUpToDate(): boolean {
  if (!existsSync(built)) return false;
  const builtAt = statSync(built).mtimeMs;
  const sources = globSync(['src/**/*', 'public/*', '*.{html,ts,json}'], { cwd: app });
  return sources.every((file) => statSync(join(app, file)).mtimeMs <= builtAt);
}

if (!isUpToDate()) {
  console.log('Building the web app (once, a few seconds)…');
  const { status, stderr } = spawnSync('npm', ['run', '--silent', 'build'], {
    cwd: app,
    encoding: 'utf8',
    // Tests build it too, and what they call themselves would bring React's slow checks into the page.
    env: { ...process.env, NODE_ENV: 'production' },
    shell: process.platform === 'win32',
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  if (status !== 0) {
    const advice = 'Install the development dependencies ("npm ci") and run "npm run build -w apps/web" to see why.';
    console.error(`The web app could not be built. ${advice}\n${stderr}`);
  }
}
