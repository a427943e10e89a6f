import type { Scope } from '../auth/authenticator.ts';

/** Something that goes on in the server, for `subscribe` with `topic`. */
export interface EventTopic {
  /** What a key must have. */
  scope: Scope;
  /** Calls `listener` with every event from now on, as it goes out; returns what ends that. */
  watch(listener: (event: Record<string, unknown>) => void): () => void;
}
