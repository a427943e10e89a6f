import type { QueryKey } from '@tanstack/react-query';
import { queryClient } from './query-client.ts';

/** Between the tabs of this browser: the keys of what is out of date. */
const channel = new BroadcastChannel('tuneloop-changed');

/** What is known under these keys is read again, here and in the other tabs. Resolves when it has been read here. */
export async function changedEverywhere(...queryKeys: QueryKey[]): Promise<void> {
  changedElsewhere(...queryKeys);
  await Promise.all(queryKeys.map((queryKey) => queryClient.invalidateQueries({ queryKey })));
}

/** As `changedEverywhere`, for what this tab knows already. */
export function changedElsewhere(...queryKeys: QueryKey[]): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel has none: it is of one origin
  channel.postMessage(queryKeys);
}

/** From now on this tab reads again what others have changed. */
export function listenToOtherTabs(): void {
  channel.addEventListener('message', ({ data }: MessageEvent<QueryKey[]>) => {
    for (const queryKey of data) void queryClient.invalidateQueries({ queryKey });
  });
}
