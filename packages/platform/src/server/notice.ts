import { isLoopbackHost } from '@tuneloop/openai-server';
import type { ModelCapabilities, ModelInfo, TuneloopError } from '@tuneloop/protocol';
import { formatBytes } from '@tuneloop/runtime';
import { networkReceivers } from '../recording/network-sinks.ts';
import { describeRecording } from '../recording/recording-notice.ts';
import type { Platform } from '../platform.ts';
import { readTls, type TlsMaterial } from './tls.ts';

/** Something that the person who started the server should read. */
export interface ServerNotice {
  kind: 'listening' | 'example' | 'model' | 'privacy' | 'ready' | 'degraded' | 'configuration' | 'draining' | 'stopped';
  /** One or more lines, without a colour or a line end. */
  text: string;
}

export interface StartFacts {
  /** Where the server listens, for programs on this machine. */
  url: string;
  /** Whether requests must carry an API key. */
  needsKey: boolean;
  /** A model to choose in place of the demonstration model, in words. */
  proposal?: string | undefined;
}

/** What the model is asked in the example; `undefined` when there is nothing that it does. */
function exampleOf({ generate, embed, rerank }: ModelCapabilities): { path: string; body: object } | undefined {
  if (generate) return { path: 'chat/completions', body: chatExample };
  const [heron, ...others] = ['A heron stands in the reeds.', 'It rains.'];
  if (rerank) return { path: 'rerank', body: { query: 'birds', documents: [heron, ...others] } };
  return embed ? { path: 'embeddings', body: { input: heron } } : undefined;
}

/** Without instructions of its own the small model tends to ramble. */
const chatExample = {
  messages: [
    { role: 'system', content: 'Answer in one English sentence.' },
    { role: 'user', content: 'What is the capital of France?' },
  ],
  temperature: 0,
};

/** A request to paste into a shell, in one line, for what the model can. */
export function exampleNotice({ capabilities }: ModelInfo, { url, needsKey }: StartFacts): ServerNotice | undefined {
  const example = exampleOf(capabilities);
  if (example === undefined) return undefined;
  const hint = needsKey ? ' (API_KEY: one of your keys)' : '';
  const key = needsKey ? ' -H "authorization: Bearer $API_KEY"' : '';
  const json = `-H "content-type: application/json" -d '${JSON.stringify(example.body)}'`;
  return { kind: 'example', text: `Try it${hint}:\n  curl ${url}/v1/${example.path}${key} ${json}` };
}

/** What to read once the server listens. */
export function startNotices(
  platform: Pick<Platform, 'config' | 'isDemonstration'>,
  facts: StartFacts,
): ServerNotice[] {
  const { config, isDemonstration } = platform;
  const { url, proposal } = facts;
  const notices: ServerNotice[] = [
    { kind: 'listening', text: `Listening on ${url} (chat page: ${url}/, API: ${url}/v1, reference: ${url}/docs)` },
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
  const tls = readTls(config.server);
  if (tls) notices.push({ kind: 'listening', text: describeCertificate(tls) });
  const isRecordSent = config.recording.privacy !== 'off' && networkReceivers(config).length > 0;
  const isSent = isRecordSent || config.runtime.backend === 'remote';
  notices.push({
    kind: 'privacy',
    text: describeRecording(config) + (isSent ? '' : ' Nothing is sent anywhere.'),
  });
  return notices;
}

function describeCertificate({ subject, expiresAt, warnings }: TlsMaterial): string {
  const until = `HTTPS with a certificate for ${subject}, valid until ${expiresAt.toISOString().slice(0, 10)}.`;
  return [until, ...warnings.map((warning) => `Warning: ${warning}.`)].join('\n');
}

/** A larger model for so much memory, in words. */
export function describeProposal(reference: string, sizeBytes: number, memoryBytes: number): string {
  const size = formatBytes(sizeBytes);
  return `With the ${formatBytes(memoryBytes)} of memory of this machine, try for example MODEL_PATH=${reference} (${size}).`;
}

export function readyNotice(info: ModelInfo, milliseconds: number): ServerNotice {
  return { kind: 'ready', text: `Ready after ${(milliseconds / 1000).toFixed(1)} s: ${describeModel(info)}.` };
}

/** Another default model than before, or one that could not be loaded at first. */
export function servingNotice(info: ModelInfo): ServerNotice {
  return { kind: 'ready', text: `Now serving: ${describeModel(info)}.` };
}

function describeModel({ id, slots, contextSize }: ModelInfo): string {
  return `${id} (${slots} at a time, context of ${contextSize} tokens)`;
}

export function degradedNotice(error: TuneloopError, retryAt: Date | undefined): ServerNotice {
  const next =
    retryAt === undefined ? 'Correct it and start again.' : `Next try at ${retryAt.toTimeString().slice(0, 8)}.`;
  return {
    kind: 'degraded',
    text: `The model could not be loaded: ${error.message}\n${next} Until then requests get 503.`,
  };
}
