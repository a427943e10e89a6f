/** What changed of what a server offers. */
export type ServerChange =
  | { type: 'tools' }
  | { type: 'prompts' }
  | { type: 'resources' }
  | { type: 'resource'; uri: string };

export type ChangeListener = (change: ServerChange) => void;
