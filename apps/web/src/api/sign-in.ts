import { forgetKey, storedKey } from './api-key.ts';

/** Asks a person for a key: resolves to whether one was given. */
export type KeyPrompt = (hasRefusedKey: boolean) => Promise<boolean>;

let prompt: KeyPrompt = async () => false;
let asking: Promise<boolean> | undefined;

/** Whoever shows the dialogue; returns how to end that. */
export function onKeyNeeded(ask: KeyPrompt): () => void {
  prompt = ask;
  return () => {
    prompt = async () => false;
  };
}

/**
 * After a request was refused: however many were, a person is asked once. `refused` is the key that was sent with it; where
 * another one is stored by now, that is to be tried.
 */
export async function askForKey(refused: string | undefined): Promise<boolean> {
  if (storedKey() !== refused) return true;
  asking ??= prompt(refused !== undefined).finally(() => {
    asking = undefined;
  });
  return asking;
}

export function signOut(): void {
  forgetKey();
}
