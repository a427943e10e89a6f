export interface Notice {
  id: number;
  text: string;
  isProblem: boolean;
}

/** How long good news stay, in ms; what went wrong stays until it is closed. */
const stayMs = 5000;

let notices: readonly Notice[] = [];
let lastId = 0;
const listeners = new Set<() => void>();

function set(changed: readonly Notice[]): void {
  notices = changed;
  for (const listener of listeners) listener();
}

export const currentNotices = (): readonly Notice[] => notices;

export function subscribeToNotices(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function closeNotice(id: number): void {
  set(notices.filter((notice) => notice.id !== id));
}

function add(text: string, isProblem: boolean): void {
  const id = ++lastId;
  // The same thing twice is said once.
  set([...notices.filter((notice) => notice.text !== text).slice(-3), { id, text, isProblem }]);
  if (!isProblem) setTimeout(() => closeNotice(id), stayMs);
}

export const notify = (text: string): void => add(text, false);

export function notifyProblem(error: unknown): void {
  add(error instanceof Error ? error.message : String(error), true);
}
