import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPlatform, loadConfig, type ConfigFlags, type Platform } from '@tuneloop/platform';

export interface RunningServer extends AsyncDisposable {
  platform: Platform;
  /** Without `/v1`. */
  url: string;
  /** Requests that hold a slot of the engine. */
  activeRequests(): Promise<number>;
}

/** The real server over the real small model, on a free port and with folders of its own. */
export async function startServer(
  flags: ConfigFlags = {},
  environment: Record<string, string> = {},
): Promise<RunningServer> {
  const folder = await mkdtemp(join(tmpdir(), 'tuneloop-server-'));
  const { config } = await loadConfig({
    flags: {
      port: 0,
      data: folder,
      slots: 4,
      contextSize: 2048,
      // One thread and no measurement: runs beside whatever else the machine does.
      threads: 1,
      gpuLayers: 0,
      flashAttention: 'on',
      logLevel: 'silent',
      ...flags,
    },
    env: { ...cacheSettings(), ...environment },
    cwd: folder,
  });
  const platform = await createPlatform(config);
  const { url } = await platform.listen();
  const model = await platform.provider.acquire(undefined);
  return {
    platform,
    url,
    activeRequests: async () => (await model.status()).activeRequests,
    async [Symbol.asyncDispose]() {
      await platform.close({ drainMs: 0 });
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The model comes from where it always is, and is downloaded when it is not there yet; nothing else is taken over. */
function cacheSettings(): Record<string, string | undefined> {
  const { HOME, XDG_CACHE_HOME, TUNELOOP_CACHE, LLAMA_CACHE } = process.env;
  return { HOME, XDG_CACHE_HOME, TUNELOOP_CACHE, LLAMA_CACHE };
}

/** Whether `condition` comes to hold while anybody would wait for it; resolves as soon as it does. */
export async function eventually(condition: () => Promise<boolean>): Promise<boolean> {
  const deadline = performance.now() + 30_000;
  while (performance.now() < deadline) {
    if (await condition()) return true;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return false;
}
