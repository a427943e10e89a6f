const prefix = 'tuneloop-draft:';

/** What somebody has written and not sent, in a conversation or (`undefined`) in a new one. */
export function readDraft(conversation: string | undefined): string {
  return localStorage.getItem(prefix + (conversation ?? '')) ?? '';
}

export function keepDraft(conversation: string | undefined, draft: string): void {
  if (draft === '') localStorage.removeItem(prefix + (conversation ?? ''));
  else localStorage.setItem(prefix + (conversation ?? ''), draft);
}
