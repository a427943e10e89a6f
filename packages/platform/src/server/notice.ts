import { isLoopbackHost } from '@tuneloop/openai-server';
import type { ModelInfo, TuneloopError } from '@tuneloop/protocol';
import { formatBytes } from '@tuneloop/runtime';
import type { Platform } from '../platform.ts';

/** Something that the person who started the server should read. */
export interface ServerNotice {
  kind: 'listening' | 'example' | 'model' | 'privacy' | 'ready' | 'degraded' | 'draining' | 'stopped';
  /** One or more lines, without a colour or a line end. */
  text: string;
}

/** What to read once the server listens at `url`. */
export function startNotices(platform: Platform, url: string, proposal: string | undefined): ServerNotice[] {
  const { config, isDemonstration } = platform;
  const key = config.server.apiKey === undefined ? '' : ' -H "authorization: Bearer $API_KEY"';
  const body = '{"messages":[{"role":"user","content":"Say hello."}]}';
  const notices: ServerNotice[] = [
    { kind: 'listening', text: `Listening on ${url} (chat page: ${url}/, API: ${url}/v1, reference: ${url}/docs)` },
    {
      kind: 'example',
      text: `Try it:\n  curl ${url}/v1/chat/completions${key} -H "content-type: application/json" -d '${body}'`,
    },
  ];
  if (isDemonstration) {
    const lines = [
      'The model is the small embedded demonstration model: it shows that everything works, but it is not clever.',
      'Choose a real one with MODEL_PATH or --model; "tuneloop models" and "tuneloop pull" list and fetch them.',
      ...(proposal === undefined ? [] : [proposal]),
    ];
    notices.push({ kind: 'model', text: lines.join('\n') });
  }
  if (!isLoopbackHost(config.server.host)) {
    notices.push({
      kind: 'listening',
      text: `Other machines can reach it on ${config.server.host}; every request needs an API key.`,
    });
  }
  notices.push({ kind: 'privacy', text: 'Nothing is recorded, and nothing is sent anywhere.' });
  return notices;
}

/** A larger model for so much memory, in words. */
export function describeProposal(reference: string, sizeBytes: number, memoryBytes: number): string {
  const size = formatBytes(sizeBytes);
  return `With the ${formatBytes(memoryBytes)} of memory of this machine, try for example MODEL_PATH=${reference} (${size}).`;
}

export function readyNotice(info: ModelInfo, milliseconds: number): ServerNotice {
  const seconds = (milliseconds / 1000).toFixed(1);
  const details = `${info.slots} at a time, context of ${info.contextSize} tokens`;
  return { kind: 'ready', text: `Ready after ${seconds} s: ${info.id} (${details}).` };
}

export function degradedNotice(error: TuneloopError, retryAt: Date | undefined): ServerNotice {
  const next =
    retryAt === undefined ? 'Correct it and start again.' : `Next try at ${retryAt.toTimeString().slice(0, 8)}.`;
  return {
    kind: 'degraded',
    text: `The model could not be loaded: ${error.message}\n${next} Until then requests get 503.`,
  };
}
