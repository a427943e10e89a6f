import { useState } from 'react';

const name = 'tuneloop-queue-quick';

/** Whether a thumb is all that is wanted of most answers; kept in this browser. */
export function useQuickSetting(): [isQuick: boolean, change: (isQuick: boolean) => void] {
  const [isQuick, setQuick] = useState(() => localStorage.getItem(name) === 'true');
  const change = (next: boolean): void => {
    setQuick(next);
    localStorage.setItem(name, String(next));
  };
  return [isQuick, change];
}
