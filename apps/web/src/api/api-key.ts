const name = 'tuneloop-api-key';

/** The key that somebody signed in with: for this tab, or for this browser if they said so. */
export function storedKey(): string | undefined {
  return sessionStorage.getItem(name) ?? localStorage.getItem(name) ?? undefined;
}

export function storeKey(key: string, { remember }: { remember: boolean }): void {
  forgetKey();
  (remember ? localStorage : sessionStorage).setItem(name, key);
}

export function forgetKey(): void {
  sessionStorage.removeItem(name);
  localStorage.removeItem(name);
}
