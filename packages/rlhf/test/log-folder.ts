import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { InteractionLogOptions } from '../src/log/interaction-log-options.ts';
import { openInteractionLog } from '../src/log/open-interaction-log.ts';
import type { OpenInteractionLog } from '../src/log/open-log.ts';

/** An empty folder that goes with the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tuneloop-log-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A log that is closed with the test. */
export function openTestLog(options: Partial<InteractionLogOptions> = {}): OpenInteractionLog & { folder: string } {
  const folder = options.folder ?? temporaryFolder();
  const log = openInteractionLog({ folder, ...options });
  onTestFinished(() => log.close());
  return Object.assign(log, { folder });
}
