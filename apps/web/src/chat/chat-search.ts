/** What the address of a conversation says beside its id. */
export interface ChatSearch {
  /** Id of a message that is looked at first. */
  message?: string;
}

export function chatSearch(search: Record<string, unknown>): ChatSearch {
  const { message } = search;
  return typeof message === 'string' && message !== '' ? { message } : {};
}
