import { useEffect, useState } from 'react';

const settledMs = 200;

/** The value once it has stood still for a moment, such as what somebody is typing. */
export function useSettled<T>(value: T): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), settledMs);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}
