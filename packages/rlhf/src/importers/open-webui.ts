import type { Row } from '@tuneloop/datasets';
import type { LogRecord, Message, RatingValue } from '@tuneloop/protocol';
import { z } from 'zod';
import { contentId } from './content-id.ts';
import { rated } from './example-records.ts';
import { importedInteraction } from './imported-interaction.ts';
import type { ImportDefaults } from './import-defaults.ts';

// Open WebUI's exports of chats (Settings, Data; `chats-export-….json`) and of feedback (Admin, Evaluations): arrays of
// rows of its tables. Times are seconds since 1970, in messages and rows alike, or nanoseconds in old versions.

const annotationSchema = z.object({
  rating: z.union([z.number(), z.string()]).nullish(),
  reason: z.string().nullish(),
  comment: z.string().nullish(),
  tags: z.array(z.string()).nullish(),
  details: z.object({ rating: z.number().nullish() }).nullish(),
});

const messageSchema = z.object({
  id: z.string(),
  parentId: z.string().nullish(),
  role: z.string(),
  content: z.string(),
  model: z.string().nullish(),
  timestamp: z.number().nullish(),
  annotation: annotationSchema.nullish(),
  error: z.unknown().optional(),
  done: z.boolean().nullish(),
});

const chatSchema = z.object({
  id: z.string(),
  user_id: z.string().nullish(),
  chat: z.object({
    system: z.string().nullish(),
    params: z.object({ system: z.string().nullish() }).nullish(),
    history: z.object({ messages: z.record(z.string(), messageSchema) }),
  }),
});

const feedbackSchema = z.object({
  id: z.string(),
  user_id: z.string(),
  type: z.string(),
  data: annotationSchema.extend({ model_id: z.string().nullish() }).nullish(),
  meta: z.object({ message_id: z.string().nullish() }).nullish(),
  snapshot: z.object({ chat: chatSchema }),
  updated_at: z.number(),
});

type Chat = z.infer<typeof chatSchema>;
type ChatMessage = z.infer<typeof messageSchema>;
type Annotation = z.infer<typeof annotationSchema>;

/** Whether a row is one of an export of Open WebUI. */
export function isOpenWebUiRow(row: Row): boolean {
  return isObject(row['snapshot']) || (isObject(row['chat']) && isObject(row['chat']['history']));
}

/**
 * The answers of a chat with their ratings, or the one answer that feedback is about with that rating. An answer has the
 * same id in both.
 *
 * @returns the records, or what is wrong with the row.
 */
export function openWebUiRecords(row: Row, defaults: ImportDefaults): LogRecord[] | { flaw: string } {
  const parsed = 'snapshot' in row ? feedbackSchema.safeParse(row) : chatSchema.safeParse(row);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return { flaw: `${issue!.path.map(String).join('.')}: ${issue!.message}` };
  }
  return 'snapshot' in parsed.data ? feedbackRecords(parsed.data, defaults) : chatRecords(parsed.data, defaults);
}

function chatRecords(chat: Chat, defaults: ImportDefaults): LogRecord[] {
  const answers = Object.values(chat.chat.history.messages).filter(({ role }) => role === 'assistant');
  return answers.flatMap((answer) => {
    const author = chat.user_id ?? defaults.author;
    return answerRecords(chat, answer, { ...defaults, author }, answer.annotation ?? undefined);
  });
}

function feedbackRecords(
  { user_id, data, meta, snapshot, updated_at }: z.infer<typeof feedbackSchema>,
  defaults: ImportDefaults,
): LogRecord[] | { flaw: string } {
  const { chat } = snapshot;
  const answer = chat.chat.history.messages[meta?.message_id ?? ''];
  if (!answer) return { flaw: 'meta.message_id names no message of the snapshot' };
  const time = timeOf(updated_at) ?? defaults.time;
  return answerRecords(chat, answer, { ...defaults, author: user_id, time }, data ?? undefined);
}

function answerRecords(
  chat: Chat,
  answer: ChatMessage,
  defaults: ImportDefaults,
  annotation: Annotation | undefined,
): LogRecord[] {
  if (answer.content === '' && !answer.error) return [];
  const { messages, turn } = pathTo(chat, answer);
  const made = importedInteraction(
    { type: 'messages', messages },
    undefined,
    { content: answer.content },
    {
      ...defaults,
      id: contentId('interaction', ['open-webui', chat.id, answer.id]),
      model: answer.model ?? defaults.model,
      time: timeOf(answer.timestamp) ?? defaults.time,
      conversation: chat.id,
      turn,
      ...(answer.error
        ? { error: { code: 'UPSTREAM_FAILED', message: 'It failed in Open WebUI.', details: {}, retryable: false } }
        : {}),
    },
  );
  return [
    { version: 1, type: 'interaction', interaction: made },
    ...rated(made.id, annotation && ratingOf(annotation), { ...defaults, time: later(defaults.time, made.time) }),
  ];
}

/** The messages before an answer, from the first one on, with the instructions in front. */
function pathTo({ chat }: Chat, answer: ChatMessage): { messages: Message[]; turn: number } {
  const path: Message[] = [];
  const seen = new Set<string>();
  for (let id = answer.parentId; id && !seen.has(id);) {
    seen.add(id);
    const message: ChatMessage | undefined = chat.history.messages[id];
    if (!message) break;
    const { role, content } = message;
    if (role === 'user' || role === 'assistant' || role === 'system') path.unshift({ role, content });
    id = message.parentId;
  }
  const turn = Math.max(0, path.filter(({ role }) => role === 'user').length - 1);
  const system = chat.params?.system ?? chat.system;
  if (system && path[0]?.role !== 'system') path.unshift({ role: 'system', content: system });
  return { messages: path, turn };
}

function ratingOf({ rating, reason, comment, tags, details }: Annotation): RatingValue {
  const sign = Number(rating ?? 0);
  const said = [reason, comment].filter((text) => text).join(': ');
  return {
    ...(sign !== 0 && { thumb: sign > 0 ? 'up' : 'down' }),
    // Theirs is 1 to 10.
    ...(details?.rating && { score: Math.min(5, Math.max(1, Math.ceil(details.rating / 2))) }),
    ...(said !== '' && { comment: said }),
    ...(tags && tags.length > 0 && { tags: tags.filter((tag) => tag !== '').slice(0, 50) }),
  };
}

function timeOf(timestamp: number | null | undefined): string | undefined {
  if (!timestamp || timestamp < 0) return undefined;
  const ms = timestamp > 1e17 ? timestamp / 1e6 : timestamp > 1e11 ? timestamp : timestamp * 1000;
  return ms < 8.64e15 ? new Date(ms).toISOString() : undefined;
}

const later = (a: string, b: string): string => (a > b ? a : b);

function isObject(value: unknown): value is Row {
  return typeof value === 'object' && value !== null;
}
