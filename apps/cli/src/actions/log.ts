import { setTimeout as sleep } from 'node:timers/promises';
import type { InteractionWire } from '@tuneloop/openai-server';
import { throwIfAborted } from '@tuneloop/protocol';
import { formatInteraction, formatInteractionLine, formatInteractions } from '../interactions/describe-interaction.ts';
import type { RecordedInteractions } from '../interactions/recorded-interactions.ts';
import { openRecorded } from '../interactions/recorded.ts';
import { interruptible } from '../interrupts.ts';
import { notice, printJson } from '../notice.ts';

export interface LogOptions {
  url?: string;
  json?: boolean;
  limit?: number;
  follow?: boolean;
  model?: string;
  adapter?: string;
  conversation?: string;
  tag?: string;
  since?: string;
  until?: string;
  rating?: string;
  minScore?: number;
  text?: string;
  failed?: boolean;
}

const pollMs = 1000;

/** What was recorded, the oldest of the latest first; with `follow` also what comes, until Ctrl-C. */
export async function showLog(options: LogOptions): Promise<void> {
  await using recorded = await openRecorded(options);
  await interruptible(async (signal) => {
    const { data } = await recorded.list({ ...queryOf(options), limit: String(options.limit ?? 20) }, signal);
    const shown = data.toReversed();
    if (options.follow) await follow(recorded, shown, { options, signal });
    else if (options.json) printJson({ interactions: shown });
    else if (shown.length === 0) notice('Nothing is recorded that fits.');
    else process.stdout.write(`${formatInteractions(shown)}\n`);
  });
}

export async function showInteraction(id: string, options: LogOptions): Promise<void> {
  await using recorded = await openRecorded(options);
  const interaction = await interruptible((signal) => recorded.get(id, signal));
  if (options.json) printJson(interaction);
  else process.stdout.write(`${formatInteraction(interaction)}\n`);
}

/** With `json` one object a line. An answer is there when it has ended, which may be after later ones. */
async function follow(
  recorded: RecordedInteractions,
  first: InteractionWire[],
  { options, signal }: { options: LogOptions; signal: AbortSignal },
): Promise<void> {
  const print = (interaction: InteractionWire): void => {
    process.stdout.write(`${options.json ? JSON.stringify(interaction) : formatInteractionLine(interaction)}\n`);
  };
  const seen = new Set(first.map(({ id }) => id));
  for (const interaction of first) print(interaction);
  const query = { ...queryOf(options), limit: '100' };
  for (;;) {
    await sleep(pollMs, undefined, { signal }).catch(() => throwIfAborted(signal));
    const { data } = await recorded.list(query, signal);
    for (const interaction of data.toReversed()) {
      if (seen.has(interaction.id)) continue;
      seen.add(interaction.id);
      print(interaction);
    }
  }
}

function queryOf(options: LogOptions): Record<string, string> {
  const { model, adapter, conversation, tag, since, until, rating, minScore, text, failed } = options;
  const query = {
    model,
    adapter,
    conversation_id: conversation,
    tag,
    since,
    until,
    rating,
    min_score: minScore?.toString(),
    text,
    failed: failed ? 'true' : undefined,
  };
  return Object.fromEntries(
    Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
