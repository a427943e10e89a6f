/** What a key asks for. */
export type QueueAction =
  | { type: 'thumb'; thumb: 'up' | 'down' }
  | { type: 'score'; score: number }
  | { type: 'save' | 'skip' | 'undo' | 'comment' | 'correction' | 'leave' };

interface Pressed {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
}

/** In a field text is written: there only saving and leaving are left. `isButton`: Enter presses it. */
export function queueAction(
  { key, ctrlKey, metaKey, altKey }: Pressed,
  place: { isField: boolean; isButton: boolean },
): QueueAction | undefined {
  const isCommand = ctrlKey || metaKey;
  if (key === 'Enter' && isCommand) return { type: 'save' };
  if (place.isField) return key === 'Escape' ? { type: 'leave' } : undefined;
  if (isCommand || altKey) return undefined;
  if (/^[1-5]$/.test(key)) return { type: 'score', score: Number(key) };
  switch (key.toLowerCase()) {
    case 'g':
      return { type: 'thumb', thumb: 'up' };
    case 'b':
      return { type: 'thumb', thumb: 'down' };
    case 's':
      return { type: 'skip' };
    case 'u':
      return { type: 'undo' };
    case 'c':
      return { type: 'comment' };
    case 'e':
      return { type: 'correction' };
    case 'enter':
      return place.isButton ? undefined : { type: 'save' };
    default:
      return undefined;
  }
}
