import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { fstatSync } from 'node:fs';
import { TuneloopError } from '@tuneloop/protocol';
import { notice, printJson } from '../notice.ts';
import { receiveAnswer, type AnswerWriter } from './answer.ts';
import { summarizeAnswer } from './answer-summary.ts';
import { createAnswerWriter } from './answer-writer.ts';
import type { ChatModel, ChatSettings } from './chat-model.ts';
import { Conversation } from './conversation.ts';
import type { Approve } from './tools/approval.ts';
import { noTools } from './tools/tool-listing.ts';
import { encodeMessage } from './wire.ts';

export interface OneShotOptions extends ChatSettings {
  question: string;
  system?: string | undefined;
  json?: boolean | undefined;
  verbose?: boolean | undefined;
  /** Tools that run without asking; calls that somebody would have to confirm are refused. */
  tools?: boolean | undefined;
}

/**
 * What to ask: `-p`, standard input, or both (what is piped stands below the prompt). `undefined`: neither, so that a
 * conversation may begin.
 */
export async function readQuestion(
  prompt: string | undefined,
  stdin: Readable & { isTTY?: boolean },
): Promise<string | undefined> {
  if (prompt !== undefined && !isPiped()) return prompt;
  if (stdin.isTTY) return prompt;
  const slow = setTimeout(() => notice('Reading standard input until it ends …'), 1000);
  try {
    const piped = (await text(stdin)).replace(/\n$/, '');
    return [prompt, piped].filter((part) => part !== undefined && part !== '').join('\n\n');
  } finally {
    clearTimeout(slow);
  }
}

/**
 * Whether standard input is something that text is piped into. What a service or a script hands down unused (nothing at
 * all, /dev/null, a socket that nobody closes) must not be waited for when the question is known.
 */
function isPiped(): boolean {
  try {
    const stdin = fstatSync(0);
    return stdin.isFIFO() || stdin.isFile();
  } catch {
    return false;
  }
}

/**
 * Asks one question; the answer, or with `json` one object, is all that standard output gets.
 *
 * Errors: as of `ChatModel.generate`, and `UNSUPPORTED` when there are no tools where they are asked for.
 */
export async function askOnce(model: ChatModel, options: OneShotOptions, signal: AbortSignal): Promise<void> {
  const { question, system, sampling, maxTokens, json, verbose, tools } = options;
  if (tools && !model.listTools) throw noTools();
  const writer = json
    ? { ...silentWriter, finish: () => undefined }
    : createAnswerWriter(process.stdout, process.stderr);
  const messages = new Conversation(system).requestFor(question);
  const request = { messages, sampling, maxTokens, ...(tools && { approve: refuse }) };
  const answer = await receiveAnswer(model.generate(request, { signal }), writer).finally(() => writer.finish());
  if (signal.aborted) throw TuneloopError.from(signal.reason);
  if (json) {
    const { text: answerText, reasoning, finishReason, messages: exchanges, usage, timings } = answer;
    printJson({
      model: model.model,
      text: answerText,
      ...(reasoning !== '' && { reasoning }),
      finishReason,
      ...(exchanges && { messages: exchanges.map(encodeMessage) }),
      usage: usage ?? null,
      timings: timings ?? null,
    });
  } else if (verbose || answer.finishReason === 'length') notice(summarizeAnswer(answer));
}

/** Nobody looks who could be asked. */
const refuse: Approve = async () => ({ refuse: 'Nobody can be asked here. A rule of tools.policy may allow it.' });

const silentWriter: AnswerWriter = {
  text: () => undefined,
  reasoning: () => undefined,
  toolCall: () => undefined,
  toolResult: () => undefined,
  notice: () => undefined,
};
