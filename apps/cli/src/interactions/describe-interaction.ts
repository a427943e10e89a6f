import type { InteractionWire } from '@tuneloop/openai-server';
import { withoutControlCharacters } from '../terminal/control-characters.ts';
import { formatFields, formatTable } from '../terminal/table.ts';
import { formatDuration } from '../terminal/units.ts';

const columns = ['TIME', 'ID', 'MODEL', 'RATING', 'WHAT'].map((title) => ({ title }));

/** The oldest first, as logs are read. */
export function formatInteractions(interactions: readonly InteractionWire[]): string {
  return formatTable(columns, interactions.map(rowOf));
}

/** One line without padding, for what comes by and by. */
export function formatInteractionLine(interaction: InteractionWire): string {
  return rowOf(interaction).join('  ');
}

export function formatInteraction(interaction: InteractionWire): string {
  const { usage, timings, error, tags } = interaction;
  const speed = timings
    ? `, ${timings.predicted_per_second.toFixed(1)} tokens/s, first after ${formatDuration(timings.ttft_ms)}`
    : '';
  const fields: [string, string | undefined][] = [
    ['id', interaction.id],
    ['time', timeOf(interaction)],
    ['model', modelOf(interaction)],
    ['conversation', interaction.conversation_id ?? undefined],
    ['comparison', interaction.comparison_id ?? undefined],
    ['client', interaction.client ?? undefined],
    ['user', interaction.user ?? interaction.owner ?? undefined],
    ['tags', tags.length > 0 ? tags.join(', ') : undefined],
    ['tokens', usage ? `${usage.prompt_tokens} in, ${usage.completion_tokens} out${speed}` : undefined],
    ['ended', error ? `failed: ${error.message}` : (interaction.finish_reason ?? undefined)],
    ...interaction.ratings.map((rating): [string, string] => [`rated by ${rating.author}`, describeRating(rating)]),
  ];
  const head = formatFields(fields.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
  return withoutControlCharacters([head, '', ...transcript(interaction)].join('\n'));
}

export function describeRating(rating: InteractionWire['ratings'][number]): string {
  const { thumb, score, comment, tags, correction, withdrawn } = rating;
  const parts = [
    thumb,
    score === null ? undefined : `${score} of 5`,
    tags?.join(', '),
    comment === null ? undefined : `"${comment}"`,
    correction === null ? undefined : 'corrected',
    withdrawn.length > 0 ? `took back ${withdrawn.join(', ')}` : undefined,
  ];
  return parts.filter(Boolean).join(', ');
}

function transcript({ prompt, message }: InteractionWire): string[] {
  const said =
    prompt?.type === 'messages'
      ? prompt.messages.map(({ role, content }) => `${role.toUpperCase()}\n${textOf(content)}`)
      : [`PROMPT\n${prompt?.type === 'text' ? prompt.text : prompt === null ? '(not recorded)' : `(${prompt.type})`}`];
  return [...said, `ANSWER\n${message === null ? '(not recorded)' : textOf(message.content)}`];
}

function rowOf(interaction: InteractionWire): string[] {
  const cells = [timeOf(interaction), interaction.id, modelOf(interaction), ratingOf(interaction), whatOf(interaction)];
  return cells.map((cell) => withoutControlCharacters(cell).replaceAll(/\s+/g, ' '));
}

function timeOf({ created_at: seconds }: InteractionWire): string {
  return new Date(seconds * 1000).toISOString().slice(0, 19).replace('T', ' ');
}

function modelOf({ model, adapters }: InteractionWire): string {
  return [model, ...adapters.map(({ id, scale }) => (scale === 1 ? id : `${id}*${scale}`))].join(':');
}

/** The last word, which may be one of several. */
function ratingOf({ ratings, choices }: InteractionWire): string {
  const last = ratings.at(-1);
  if (last)
    return (
      last.thumb ?? (last.score === null ? (last.correction === null ? 'said' : 'corrected') : `${last.score} of 5`)
    );
  return choices.length > 0 ? 'compared' : '–';
}

const longest = 60;

function whatOf({ prompt, message, error }: InteractionWire): string {
  const last = prompt?.type === 'messages' ? prompt.messages.findLast(({ role }) => role === 'user') : undefined;
  const asked = last ? textOf(last.content) : prompt?.type === 'text' ? prompt.text : '';
  const answered = error ? `failed: ${error.message}` : message ? textOf(message.content) : '';
  return [asked, answered].filter(Boolean).map(shorten).join(' → ');
}

function shorten(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length > longest ? `${line.slice(0, longest - 1)}…` : line;
}

function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return (content as { text?: unknown }[]).map(({ text }) => (typeof text === 'string' ? text : '')).join('');
}
