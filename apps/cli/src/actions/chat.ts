import { TuneloopError } from '@tuneloop/protocol';
import type { ChatSettings } from '../chat/chat-model.ts';
import { connect, type ConnectOptions } from '../chat/connect.ts';
import { askOnce, readQuestion } from '../chat/one-shot.ts';
import { interruptible } from '../interrupts.ts';

export interface ChatOptions extends ConnectOptions {
  prompt?: string;
  system?: string;
  temperature?: number;
  topP?: number;
  seed?: number;
  maxTokens?: number;
  json?: boolean;
  tools?: boolean;
  /** `false`: nothing of a conversation is kept. */
  save?: boolean;
  resume?: string | true;
}

export async function chat(options: ChatOptions): Promise<void> {
  const { system, json, verbose, temperature, topP, seed, maxTokens } = options;
  const settings: ChatSettings = { sampling: { temperature, topP, seed }, maxTokens };
  const question = await interruptible(() => readQuestion(options.prompt, process.stdin));

  if (question?.trim() === '') {
    throw new TuneloopError('INVALID_REQUEST', 'There is no question. Give one with -p, or on standard input.');
  }
  if (question !== undefined) {
    requireConversation(options);
    const { tools } = options;
    await interruptible(async (signal) => {
      await using model = await connect({ ...options, stateful: tools }, signal);
      await askOnce(model, { ...settings, question, system, json, verbose, tools }, signal);
    });
    return;
  }
  if (json)
    throw new TuneloopError('INVALID_REQUEST', '--json needs a question: give one with -p, or on standard input.');
  const { converse } = await import('../chat/interactive.ts');
  await using model = await interruptible((signal) => connect({ ...options, stateful: true }, signal));
  const { tools, resume, save } = options;
  await converse(model, { ...settings, system, tools, resume, save });
}

/** One answer goes on with nothing, and leaves nothing. */
function requireConversation({ save, resume }: ChatOptions): void {
  const flag = save === false ? '--no-save' : '--resume';
  if (save !== false && resume === undefined) return;
  throw new TuneloopError(
    'INVALID_REQUEST',
    `${flag} is for a conversation in a terminal: leave out -p and what is piped.`,
  );
}
