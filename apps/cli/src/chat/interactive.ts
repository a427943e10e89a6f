import { styleText } from 'node:util';
import type { ProgressListener } from '@tuneloop/protocol';
import { describeFailure } from '../failure.ts';
import { interruptible, isOutputClosedError } from '../interrupts.ts';
import { createProgressDisplay } from '../terminal/progress.ts';
import { exitCodes } from '../exit-code.ts';
import { notice } from '../notice.ts';
import { receiveAnswer } from './answer.ts';
import { summarizeAnswer } from './answer-summary.ts';
import { createAnswerWriter } from './answer-writer.ts';
import type { ChatModel, ChatSettings } from './chat-model.ts';
import { resumeConversation } from './conversation-list.ts';
import { Conversation } from './conversation.ts';
import { LineReader } from './line-reader.ts';
import { MessageAssembler } from './message-assembler.ts';
import type { ChatSession } from './session.ts';
import { parseSlashCommand } from './slash-commands.ts';
import { askApproval, type Approve } from './tools/approval.ts';
import { noTools } from './tools/tool-listing.ts';

/**
 * A conversation in the terminal, until `/exit`, Ctrl-D or Ctrl-C twice.
 *
 * Errors: `UNSUPPORTED` (no tools, or nothing kept, where they are asked for), `NOT_FOUND` (nothing to resume).
 */
export async function converse(
  model: ChatModel,
  options: ChatSettings & {
    system?: string | undefined;
    tools?: boolean | undefined;
    /** The id of a kept conversation; `true`: the last one. */
    resume?: string | true | undefined;
    /** `false`: nothing is kept. Default `true`. */
    save?: boolean | undefined;
  },
): Promise<void> {
  if (options.tools && !model.listTools) throw noTools();
  const session: ChatSession = {
    model,
    conversation: new Conversation(options.system),
    settings: { sampling: options.sampling, maxTokens: options.maxTokens },
    tools: options.tools ?? false,
    save: options.save ?? true,
    approved: new Set(),
    say: notice,
    withProgress,
    choose: chooseFromList,
    interruptible,
  };
  if (options.resume !== undefined) {
    await resumeConversation(session, options.resume === true ? undefined : options.resume);
    if (options.system !== undefined) session.conversation.system = options.system;
  }
  const reader = new LineReader(process.stdin, process.stderr);
  const approve: Approve = async (call) => {
    // Somebody who does not see the question cannot answer it.
    if (!process.stdin.isTTY || !process.stderr.isTTY) return { refuse: 'Nobody can be asked here.' };
    return askApproval(call, { approved: session.approved, say: question, read: (prompt) => reader.ask(prompt) });
  };
  notice('/help lists the commands, /exit leaves.');
  let input = await readMessage(reader);
  while (typeof input === 'string') {
    const outcome = await takeTurn(session, input, approve);
    if (outcome === 'leave') return;
    input = await readMessage(reader);
  }
  if (input.type === 'interrupted') process.exitCode = exitCodes.interrupted;
}

/** A failure ends the turn, never the chat. */
async function takeTurn(session: ChatSession, message: string, approve: Approve): Promise<'leave' | undefined> {
  try {
    const call = parseSlashCommand(message);
    if (call) return await call.command.run(session, call.argument);
    return await ask(session, message, approve);
  } catch (error) {
    process.stderr.write(`${styleText('red', describeFailure(error), { stream: process.stderr })}\n`);
    return undefined;
  }
}

async function ask(session: ChatSession, question: string, approve: Approve): Promise<'leave' | undefined> {
  const { model, conversation, settings, tools, save } = session;
  const writer = createAnswerWriter(process.stdout, process.stderr);
  // The second Ctrl-C ends the program at once; the terminal must not stay bold.
  process.once('exit', writer.finish);
  return interruptible(async (signal) => {
    const request = {
      ...settings,
      messages: conversation.requestFor(question),
      ...(save && { conversation: { id: conversation.id, title: conversation.titleFor(question) } }),
      ...(tools && { approve }),
    };
    const answer = await receiveAnswer(model.generate(request, { signal }), writer).finally(() => {
      process.off('exit', writer.finish);
      writer.finish();
    });
    conversation.add(question, answer);
    session.lastAnswer = answer.id;
    if (isOutputClosedError(signal.reason)) return 'leave';
    notice(summarizeAnswer(answer));
    return undefined;
  });
}

/** The next message that is not blank, or how the person left. */
async function readMessage(reader: LineReader): Promise<string | { type: 'end' | 'interrupted' }> {
  const assembler = new MessageAssembler();
  let interrupted = false;
  for (;;) {
    const result = await reader.read(styleText('cyan', assembler.isEmpty ? '> ' : '… ', { stream: process.stderr }));
    if (result.type === 'end') return { type: 'end' };
    if (result.type === 'interrupt') {
      const discarded = result.hadText || !assembler.isEmpty;
      if (interrupted && !discarded) return { type: 'interrupted' };
      interrupted = !discarded;
      assembler.take();
      if (interrupted) notice('Ctrl-C again leaves, and so does /exit.');
    } else {
      interrupted = false;
      const message = assembler.push(result.text);
      if (message !== undefined && message.trim() !== '') return message;
    }
  }
}

/** Stands out: somebody has to answer it. */
function question(text: string): void {
  process.stderr.write(`${styleText('yellow', text, { stream: process.stderr })}\n`);
}

async function withProgress<T>(work: (onProgress: ProgressListener) => Promise<T>): Promise<T> {
  const progress = createProgressDisplay(process.stderr);
  try {
    return await work(progress.listener);
  } finally {
    progress.stop();
  }
}

async function chooseFromList(title: string, choices: string[], current: string): Promise<string | undefined> {
  const { isCancel, select } = await import('@clack/prompts');
  const chosen = await select({
    message: title,
    options: choices.map((value) => ({ value, label: value })),
    initialValue: current,
    maxItems: 12,
    input: process.stdin,
    output: process.stderr,
  });
  return isCancel(chosen) ? undefined : chosen;
}
