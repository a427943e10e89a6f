import type { Message } from '@tuneloop/protocol';
import { shortenIds, wantsShortIds } from './call-ids.ts';
import { callPlacement, setCallsApart, type CallPlacement } from './call-placement.ts';
import { placeSystemMessages, systemPlacement, type SystemPlacement } from './system-messages.ts';
import { insistsOnTurns, joinTurns } from './turns.ts';

/** What a chat template takes of a conversation. */
export interface TemplateLimits {
  systemPlacement: SystemPlacement;
  insistsOnTurns: boolean;
  callPlacement: CallPlacement;
  wantsShortIds: boolean;
}

/**
 * Finds out by trying.
 *
 * @param render throws when the template refuses.
 */
export function findTemplateLimits(
  render: (messages: Message[]) => string,
  { knowsTools }: { knowsTools: boolean },
): TemplateLimits {
  return {
    systemPlacement: systemPlacement(render),
    insistsOnTurns: insistsOnTurns(render),
    callPlacement: knowsTools ? callPlacement(render) : 'together',
    wantsShortIds: knowsTools && wantsShortIds(render),
  };
}

/** The same conversation within the limits; but for calls that the template leaves out. */
export function fitConversation(messages: readonly Message[], limits: TemplateLimits): Message[] {
  let fitted = placeSystemMessages(messages, limits.systemPlacement);
  if (limits.insistsOnTurns) fitted = joinTurns(fitted);
  if (limits.wantsShortIds) fitted = shortenIds(fitted);
  return limits.callPlacement === 'apart' ? setCallsApart(fitted) : fitted;
}
