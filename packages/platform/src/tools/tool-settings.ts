import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { mcpServersSchema, type McpServerConfig } from '@tuneloop/mcp-bridge/config';
import { TuneloopError, type ToolVerdict } from '@tuneloop/protocol';
import { z } from 'zod';

export type ToolDecision = ToolVerdict['decision'];

/** What people changed while a server ran, beside the configuration. */
export interface ToolSettings {
  version: 1;
  /** By the exact name of a tool. */
  decisions: Record<string, ToolDecision>;
  mcpServers: Record<string, McpServerConfig>;
}

const settingsSchema: z.ZodType<ToolSettings> = z.strictObject({
  version: z.literal(1),
  decisions: z.record(z.string(), z.enum(['allow', 'ask', 'deny'])),
  mcpServers: mcpServersSchema,
});

export interface ToolSettingsFile {
  /** Errors: `STORE_FAILED` (it cannot be read, or is not ours). */
  read(): Promise<ToolSettings>;
  /** One change after the other. Errors: `STORE_FAILED`; what was there stays. */
  change(change: (settings: ToolSettings) => ToolSettings): Promise<ToolSettings>;
}

/**
 * Settings in a file of the data folder that only this user may read, since variables of programs may be keys, and that no
 * tool reaches.
 */
export function createToolSettingsFile(path: string): ToolSettingsFile {
  let last: Promise<unknown> = Promise.resolve();
  const read = async (): Promise<ToolSettings> => {
    const text = await readFile(path, 'utf8').catch((error: unknown) => {
      if ((error as { code?: unknown }).code === 'ENOENT') return undefined;
      throw failed('read', error);
    });
    if (text === undefined) return { version: 1, decisions: {}, mcpServers: {} };
    try {
      return settingsSchema.parse(JSON.parse(text));
    } catch (error) {
      throw failed('understood', error);
    }
  };
  return {
    read,
    change(change) {
      const changed = last.then(async () => {
        const settings = change(await read());
        await write(path, settings);
        return settings;
      });
      last = changed.catch(() => undefined);
      return changed;
    },
  };
}

async function write(path: string, settings: ToolSettings): Promise<void> {
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    await mkdir(dirname(path), { recursive: true });
    const file = await open(temporary, 'wx', 0o600);
    try {
      await file.writeFile(`${JSON.stringify(settings, undefined, 2)}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw failed('written', error);
  }
}

function failed(what: string, cause: unknown): TuneloopError {
  const message = `What was decided about tools cannot be ${what} (tools.json in the data folder).`;
  return new TuneloopError('STORE_FAILED', message, { cause });
}
