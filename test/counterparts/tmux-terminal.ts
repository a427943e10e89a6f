import { execFileSync, type ExecFileSyncOptionsWithStringEncoding } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

export interface TerminalOptions {
  /** The program and its arguments. */
  command: readonly string[];
  /** All that its environment has. */
  env: Readonly<Record<string, string>>;
  cwd: string;
  columns?: number;
  rows?: number;
}

/** A program in a terminal of its own, as a person would use it: by tmux (Debian: `apt-get install tmux`). */
export class TmuxTerminal implements Disposable {
  readonly #socket = `tuneloop-${randomUUID()}`;
  readonly #folder = mkdtempSync(join(tmpdir(), 'tuneloop-terminal-'));
  /** Written by the shell that waits for the program: tmux now and then forgets the status. */
  readonly #exitCodeFile = join(this.#folder, 'exit-code');

  constructor({ command, env, cwd, columns = 100, rows = 40 }: TerminalOptions) {
    const variables = Object.entries({ TERM: 'screen-256color', LANG: 'C.UTF-8', ...env });
    // The trap keeps the shell alive when Ctrl-C is a signal to all that run in the terminal.
    const waiting = ['sh', '-c', 'trap : INT; "$@"; echo $? >"$0.draft"; mv "$0.draft" "$0"', this.#exitCodeFile];
    const program = [...waiting, 'env', '-i', ...variables.map(([name, value]) => `${name}=${value}`), ...command];
    const size = ['-x', String(columns), '-y', String(rows)];
    // What the program leaves behind stays to be looked at.
    const keep = ['start-server', ';', 'set-option', '-g', 'remain-on-exit', 'on', ';'];
    this.#tmux(...keep, 'new-session', '-d', ...size, '-c', cwd, ...program);
  }

  /** Types a line and presses Enter. */
  enter(line: string): void {
    this.#tmux('send-keys', '-l', line);
    this.press('Enter');
  }

  /** A key by tmux's name: `C-c`, `Enter`, `Down`. */
  press(key: string): void {
    this.#tmux('send-keys', key);
  }

  /** All that was shown, what was scrolled away included; with `escapes` also how it looked. */
  screen({ escapes = false } = {}): string {
    return this.#tmux('capture-pane', '-p', '-J', '-S', '-', ...(escapes ? ['-e'] : []));
  }

  /** Waits until the screen shows `pattern`, and returns it. */
  async waitFor(pattern: RegExp, timeoutMs = 60_000): Promise<string> {
    for (const startedAt = Date.now(); ;) {
      const screen = this.screen();
      if (pattern.test(screen)) return screen;
      if (Date.now() - startedAt > timeoutMs) throw new Error(`${pattern} does not appear:\n${screen}`);
      await setTimeout(50);
    }
  }

  /** The exit code, as soon as the program has ended. */
  async exitCode(timeoutMs = 20_000): Promise<number> {
    for (const startedAt = Date.now(); ;) {
      if (existsSync(this.#exitCodeFile)) return Number(readFileSync(this.#exitCodeFile, 'utf8'));
      if (Date.now() - startedAt > timeoutMs) throw new Error(`The program goes on:\n${this.screen()}`);
      await setTimeout(50);
    }
  }

  [Symbol.dispose](): void {
    this.#tmux('kill-server');
    rmSync(this.#folder, { recursive: true });
  }

  #tmux(...args: string[]): string {
    const options: ExecFileSyncOptionsWithStringEncoding = { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] };
    try {
      return execFileSync('tmux', ['-L', this.#socket, '-f', '/dev/null', '-u', ...args], options);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      throw new Error('These tests need tmux: `apt-get install tmux`, `brew install tmux`.', { cause: error });
    }
  }
}
