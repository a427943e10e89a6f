import { spawn } from 'node:child_process';

const programs: Partial<Record<NodeJS.Platform, [string, ...string[]]>> = {
  darwin: ['open'],
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
  linux: ['xdg-open'],
};

/** Whether a browser could be asked to open a page; where nobody sits in front of a screen, none is. */
export function openInBrowser(url: URL, env: NodeJS.ProcessEnv = process.env): boolean {
  const program = programs[process.platform];
  const hasScreen = process.platform !== 'linux' || Boolean(env['DISPLAY'] ?? env['WAYLAND_DISPLAY']);
  if (!program || !hasScreen || !/^https?:$/.test(url.protocol)) return false;
  const [command, ...args] = program;
  const child = spawn(command, [...args, url.href], { stdio: 'ignore', detached: true });
  child.on('error', () => undefined);
  child.unref();
  return true;
}
