import { join } from 'node:path';
import { TuneloopError, type CallOptions } from '@tuneloop/protocol';
import { exists } from '../files/exists.ts';
import type { RegisteredVersion } from '../registry/adapter-version.ts';
import type { Deployment } from './deployment.ts';

export interface VllmDeploymentOptions extends CallOptions {
  /** Of the server, without `/v1`. */
  url: string;
  /** Sent as a bearer token. */
  apiKey?: string | undefined;
  /** What the server is to call it; left out: the adapter's name. */
  name?: string | undefined;
  /** Where the server sees PEFT's folder of this version; left out: where it is here. */
  path?: string | undefined;
  /** How long the server may take, in ms; default 120,000. */
  timeoutMs?: number | undefined;
}

/**
 * Has a running vLLM server load a version (`POST /v1/load_lora_adapter`), in place of what it has under this name. The
 * server must allow it (`--enable-lora`, and `VLLM_ALLOW_RUNTIME_LORA_UPDATING=True` in its environment) and see the
 * folder.
 *
 * Errors: `NOT_FOUND` (the version has no PEFT folder), `UNSUPPORTED` (the server does not do it), `UNAUTHORIZED`,
 * `UPSTREAM_FAILED`, `TIMEOUT`, `ABORTED`.
 */
export async function deployToVllm(version: RegisteredVersion, options: VllmDeploymentOptions): Promise<Deployment> {
  const { name = version.name, path = await peftFolder(version) } = options;
  const load = { lora_name: name, lora_path: path };
  let answer = await post(options, 'load_lora_adapter', { ...load, load_inplace: true });
  // Servers that cannot replace an adapter want the old one out first.
  if (answer.status === 400 && /already/i.test(answer.text)) {
    await expectSuccess(await post(options, 'unload_lora_adapter', { lora_name: name }), options);
    answer = await post(options, 'load_lora_adapter', load);
  }
  await expectSuccess(answer, options);
  return {
    target: 'vllm',
    adapter: `${version.name}@${version.version}`,
    path,
    hint: `${options.url} answers with it as the model "${name}".`,
  };
}

async function peftFolder(version: RegisteredVersion): Promise<string> {
  const folder = join(version.folder, 'peft');
  if (await exists(join(folder, 'adapter_config.json'))) return folder;
  throw new TuneloopError(
    'NOT_FOUND',
    `${version.name}@${version.version} has no PEFT folder, which vLLM needs: it was not trained here. Say where the server sees one with --path.`,
  );
}

interface Answer {
  status: number;
  text: string;
}

async function post(options: VllmDeploymentOptions, action: string, body: object): Promise<Answer> {
  const { url, apiKey, signal, timeoutMs = 120_000 } = options;
  const limit = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetch(`${url.replace(/\/+$/, '').replace(/\/v1$/, '')}/v1/${action}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(apiKey && { authorization: `Bearer ${apiKey}` }) },
      body: JSON.stringify(body),
      signal: signal ? AbortSignal.any([signal, limit]) : limit,
      // A key is not for whoever the server points at.
      redirect: 'error',
    });
    return { status: response.status, text: await response.text() };
  } catch (error) {
    if (signal?.aborted) throw TuneloopError.from(signal.reason, 'ABORTED');
    if (limit.aborted) {
      throw new TuneloopError('TIMEOUT', `The server at ${url} took longer than ${timeoutMs} ms.`, { cause: error });
    }
    throw new TuneloopError('UPSTREAM_FAILED', `The server at ${url} cannot be reached. Check that it runs.`, {
      cause: error,
    });
  }
}

async function expectSuccess({ status, text }: Answer, { url }: VllmDeploymentOptions): Promise<void> {
  if (status >= 200 && status < 300) return;
  if (status === 404 || status === 405) {
    throw new TuneloopError(
      'UNSUPPORTED',
      `The server at ${url} does not load adapters while it runs. Start vLLM with --enable-lora and VLLM_ALLOW_RUNTIME_LORA_UPDATING=True.`,
      { details: { status } },
    );
  }
  if (status === 401 || status === 403) {
    const message = `The server at ${url} wants another API key (status ${status}). Set the key that it was started with.`;
    throw new TuneloopError('UNAUTHORIZED', message, { details: { status } });
  }
  throw new TuneloopError(
    'UPSTREAM_FAILED',
    `The server at ${url} refused the adapter (status ${status}): ${reasonOf(text)}`,
    {
      details: { status },
    },
  );
}

/** OpenAI's error object, or what else was said. */
function reasonOf(text: string): string {
  try {
    const body = JSON.parse(text) as { error?: { message?: unknown }; message?: unknown; detail?: unknown };
    const message = body.error?.message ?? body.message ?? body.detail;
    if (typeof message === 'string') return message.slice(0, 500);
  } catch {
    // Text is told as it is.
  }
  return text.slice(0, 500);
}
