import { TuneloopError, type ToolEffects } from '@tuneloop/protocol';
import type { ReadResult } from '../line-reader.ts';
import { describeArguments } from './describe-call.ts';
import { shownLine } from './shown-text.ts';
import { describeEffects } from './tool-listing.ts';

/** A call that the policy wants a person to confirm. */
export interface CallToApprove {
  name: string;
  /** As the model wrote them. */
  arguments: string;
  /** Which rule of the policy asks. */
  reason: string;
  effects?: ToolEffects | null | undefined;
}

/** A refusal may tell the model why; it may be empty. */
export type Decision = 'approve' | { refuse: string };

/** Errors: `ABORTED`, when the person stops the answer instead. */
export type Approve = (call: CallToApprove) => Promise<Decision>;

export interface ApprovalOptions {
  /** Names of tools that need no more question in this conversation; `a` adds to them. */
  approved: Set<string>;
  /** @param text without control characters */
  say(text: string): void;
  read(prompt: string): Promise<ReadResult>;
}

/** Asks a person before a call runs. Nothing but a clear yes lets it run. */
export async function askApproval(call: CallToApprove, { approved, say, read }: ApprovalOptions): Promise<Decision> {
  if (approved.has(call.name)) return 'approve';
  const effects = call.effects ? ` (${describeEffects(call.effects)})` : '';
  say(`  May it run ${shownLine(call.name, 64)}${effects}? ${shownLine(call.reason, 200)}`);
  if (call.arguments.trim() !== '') say(describeArguments(call.arguments));
  for (;;) {
    const input = await read('  y once · a always in this conversation · n no, or n and why: ');
    if (input.type !== 'text') {
      throw new TuneloopError('ABORTED', 'Interrupted.', { details: { interruption: 'interrupt' } });
    }
    const decision = decisionOf(input.text);
    if (decision === 'always') approved.add(call.name);
    if (decision !== undefined) return typeof decision === 'object' ? decision : 'approve';
  }
}

function decisionOf(text: string): Decision | 'always' | undefined {
  const answer = text.trim();
  if (/^(?:y|yes)$/i.test(answer)) return 'approve';
  if (/^(?:a|always)$/i.test(answer)) return 'always';
  const refusal = /^(?:no|n)(?:[\s,:]+(.*))?$/is.exec(answer);
  return refusal ? { refuse: (refusal[1] ?? '').trim() } : undefined;
}
