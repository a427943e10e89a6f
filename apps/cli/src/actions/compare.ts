import type { ComparisonWire } from '@tuneloop/openai-server';
import { loadConfig } from '@tuneloop/platform';
import { TuneloopError } from '@tuneloop/protocol';
import { serverAddress } from '../chat/connect.ts';
import { configRequest } from '../config-options.ts';
import { CompareClient, type ChoiceRequest } from '../interactions/compare-client.ts';
import { formatDrafts, formatRevealed, formatStatistics, letterOf } from '../interactions/describe-comparison.ts';
import { interruptible } from '../interrupts.ts';
import { notice, printJson, warning } from '../notice.ts';

export interface CompareOptions {
  url?: string;
  models?: string[];
  n?: number;
  system?: string;
  temperature?: number;
  maxTokens?: number;
  seed?: number;
  id?: string;
  choice?: string;
  comment?: string;
  statistics?: boolean;
  json?: boolean;
}

/**
 * Drafts of one answer to choose from, on a terminal at once, elsewhere by `--choice`.
 *
 * Errors: `INVALID_REQUEST`, those of the server.
 */
export async function compare(prompt: string | undefined, options: CompareOptions): Promise<void> {
  const loaded = await loadConfig(configRequest({ ...options }));
  for (const text of loaded.warnings) warning(text);
  const client = new CompareClient(serverAddress(options.url, loaded));
  await interruptible(async (signal) => {
    if (options.statistics) {
      const statistics = await client.statistics(signal);
      if (options.json) printJson(statistics);
      else process.stdout.write(`${formatStatistics(statistics)}\n`);
      return;
    }
    const comparison = await drafts(client, prompt, { options, signal });
    if (!options.json && options.choice === undefined) process.stdout.write(`${formatDrafts(comparison)}\n`);
    const choice = await choose(comparison, options);
    if (choice === undefined) {
      if (options.json) printJson(comparison);
      else notice(`Choose later: tuneloop compare --id ${comparison.id} --choice A`);
      return;
    }
    const revealed = await client.choose(comparison.id, { ...choice, comment: options.comment }, signal);
    if (options.json) printJson(revealed);
    else process.stdout.write(`${formatRevealed(revealed)}\n`);
  });
}

async function drafts(
  client: CompareClient,
  prompt: string | undefined,
  { options, signal }: { options: CompareOptions; signal: AbortSignal },
): Promise<ComparisonWire> {
  const { id, models, n, system, temperature, maxTokens, seed } = options;
  if (id !== undefined) return client.get(id, signal);
  if (prompt === undefined) {
    throw new TuneloopError('INVALID_REQUEST', 'Say what to ask, name a comparison with --id, or show --statistics.');
  }
  const messages = [
    ...(system === undefined ? [] : [{ role: 'system', content: system }]),
    { role: 'user', content: prompt },
  ];
  const [only, ...others] = models ?? [];
  const chosen = others.length > 0 ? { models } : { model: only };
  const body = { ...chosen, n, messages, temperature, max_tokens: maxTokens, seed };
  const told = new Set<number>();
  return client.create(
    body,
    ({ type, index }) => {
      if (type !== 'draft_done' || options.json || told.has(index)) return;
      told.add(index);
      notice(`Draft ${letterOf(index)} is there.`);
    },
    signal,
  );
}

/** `undefined`: nobody is here to choose, or does not want to. */
async function choose(comparison: ComparisonWire, options: CompareOptions): Promise<ChoiceRequest | undefined> {
  if (options.choice !== undefined) return readChoice(options.choice, comparison);
  if (options.json || !process.stdin.isTTY || !process.stderr.isTTY) return undefined;
  const { isCancel, select } = await import('@clack/prompts');
  const chosen = await select({
    message: 'Which one is better?',
    options: [
      ...comparison.drafts.map(({ index }) => ({ value: letterOf(index), label: letterOf(index) })),
      { value: 'tie', label: 'as good as each other' },
      { value: 'both_bad', label: 'all bad' },
      { value: 'skip', label: 'decide later' },
    ],
    input: process.stdin,
    output: process.stderr,
  });
  return isCancel(chosen) || chosen === 'skip' ? undefined : readChoice(chosen, comparison);
}

function readChoice(text: string, { drafts: all }: ComparisonWire): ChoiceRequest {
  if (['left', 'right', 'tie', 'both_bad'].includes(text)) return { choice: text };
  const index = all.findIndex((draft) => letterOf(draft.index) === text.toUpperCase());
  if (index !== -1) return { draft: index };
  const letters = all.map((draft) => letterOf(draft.index)).join(', ');
  throw new TuneloopError('INVALID_REQUEST', `--choice is ${letters}, left, right, tie or both_bad, not "${text}".`);
}
