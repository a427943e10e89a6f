import type { Schemas } from '../api/client.ts';
import { inWords, type Question } from './question.ts';
import type { AnswerPart, ToolPart, ToolResult } from './answer-part.ts';

export type StoredMessage = Schemas['ConversationWithMessages']['messages'][number];

export interface QuestionItem {
  kind: 'question';
  /** Of the stored message; `undefined` while it is being sent. */
  id: string | undefined;
  question: Question;
}

/** All that was said and done between two questions. */
export interface AnswerItem {
  kind: 'answer';
  /** Of its last stored message. */
  id: string;
  /** Which question it answers, from 0. */
  turn: number;
  /** The question's id. */
  questionId: string | undefined;
  question: Question;
  parts: readonly AnswerPart[];
}

export type ConversationItem = QuestionItem | AnswerItem;

/** Stored messages as they are shown: an answer with its calls and their results is one item. */
export function itemsOf(messages: readonly StoredMessage[]): ConversationItem[] {
  const items: ConversationItem[] = [];
  let turn = -1;
  let question: QuestionItem | undefined;
  for (const message of messages) {
    if (message.role === 'user') {
      turn += 1;
      question = { kind: 'question', id: message.id, question: questionOf(message.content) };
      items.push(question);
      continue;
    }
    if (message.role !== 'assistant' && message.role !== 'tool') continue;
    const last = items.at(-1);
    const open: AnswerItem =
      last?.kind === 'answer'
        ? last
        : {
            kind: 'answer',
            id: message.id,
            turn,
            questionId: question?.id,
            question: question?.question ?? inWords(''),
            parts: [],
          };
    const grown = { ...open, id: message.id, parts: withMessage(open.parts, message) };
    if (last?.kind === 'answer') items[items.length - 1] = grown;
    else items.push(grown);
  }
  return items;
}

function withMessage(parts: readonly AnswerPart[], message: StoredMessage): readonly AnswerPart[] {
  if (message.role === 'tool') return withStoredResult(parts, message.tool_call_id, contentText(message.content));
  if (message.role !== 'assistant') return parts;
  const { content, reasoning_content: reasoning, tool_calls: calls } = message;
  const text = contentText(content);
  return [
    ...parts,
    ...(reasoning ? [{ type: 'reasoning', text: reasoning } as const] : []),
    ...(text === '' ? [] : [{ type: 'text', text } as const]),
    ...(calls ?? []).map(({ id, function: { name, arguments: written } }): ToolPart => {
      return {
        type: 'tool',
        id,
        name,
        arguments: typeof written === 'string' ? written : JSON.stringify(written ?? {}),
      };
    }),
  ];
}

function withStoredResult(parts: readonly AnswerPart[], id: string, text: string): readonly AnswerPart[] {
  const index = parts.findLastIndex((part) => part.type === 'tool' && part.id === id);
  if (index === -1) return parts;
  return parts.with(index, { ...(parts[index] as ToolPart), result: parseResult(text) });
}

/** What a tool returned, of which the conversation keeps the text. */
function parseResult(text: string): ToolResult {
  try {
    const value = JSON.parse(text) as unknown;
    if (typeof value === 'object' && value !== null && 'status' in value) return value as ToolResult;
  } catch {
    // Not every tool answers with JSON.
  }
  return { status: 'success', content: text };
}

type Content = StoredMessage['content'];

function questionOf(content: Content): Question {
  const parts = typeof content === 'string' ? [] : (content ?? []);
  const images = parts.flatMap((part) => {
    if (part.type !== 'image_url') return [];
    return [typeof part.image_url === 'string' ? part.image_url : part.image_url.url];
  });
  return { text: contentText(content), images };
}

export function contentText(content: Content): string {
  if (typeof content === 'string') return content;
  return (content ?? [])
    .flatMap((part) => ('text' in part && typeof part.text === 'string' ? [part.text] : []))
    .join('\n');
}
