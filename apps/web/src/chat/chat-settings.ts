import { useSyncExternalStore } from 'react';

/** What is sent with a question; a number that is left out is the server's to choose. */
export interface ChatSettings {
  model?: string;
  /** The system prompt of conversations that begin from now on. */
  system?: string;
  temperature?: number;
  top_p?: number;
  top_k?: number;
  repeat_penalty?: number;
  max_tokens?: number;
  seed?: number;
  tools: boolean;
}

export interface NumberSetting {
  name: 'temperature' | 'top_p' | 'top_k' | 'repeat_penalty' | 'max_tokens' | 'seed';
  minimum: number;
  maximum: number;
  step: number;
  /** What the server takes when it is left out; none of a seed. */
  fallback?: number;
}

export const numberSettings: readonly NumberSetting[] = [
  { name: 'temperature', minimum: 0, maximum: 2, step: 0.05, fallback: 0.7 },
  { name: 'top_p', minimum: 0, maximum: 1, step: 0.01, fallback: 0.9 },
  { name: 'top_k', minimum: 0, maximum: 1000, step: 1, fallback: 40 },
  { name: 'repeat_penalty', minimum: 0.5, maximum: 2, step: 0.01, fallback: 1.1 },
  { name: 'max_tokens', minimum: 1, maximum: 131_072, step: 1, fallback: 2048 },
  { name: 'seed', minimum: 0, maximum: 4_294_967_295, step: 1 },
];

/** Of conversations that begin with none in the settings: small models lose their way without one. */
export const usualSystemPrompt = 'You are a helpful assistant.';

const name = 'tuneloop-chat-settings';
const listeners = new Set<() => void>();

function read(): ChatSettings {
  try {
    const stored = JSON.parse(localStorage.getItem(name) ?? '{}') as Partial<ChatSettings>;
    return { ...stored, tools: stored.tools ?? false };
  } catch {
    return { tools: false };
  }
}

let current = read();

export const chatSettings = (): ChatSettings => current;

export function changeChatSettings(change: Partial<ChatSettings>): void {
  replaceChatSettings({ ...current, ...change });
}

export function replaceChatSettings(settings: ChatSettings): void {
  current = settings;
  localStorage.setItem(name, JSON.stringify(current));
  for (const listener of listeners) listener();
}

export function useChatSettings(): ChatSettings {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, chatSettings);
}

/** As the body of `POST /chat` has them. */
export function settingsWire({
  tools,
  model,
  system: _ofConversations,
  ...numbers
}: ChatSettings): Record<string, unknown> {
  return { ...numbers, ...(model && { model }), enable_tools: tools, ...(tools && { approvals: 'pause' }) };
}
