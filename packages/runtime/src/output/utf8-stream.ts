/** Turns UTF-8 that is cut anywhere into text of whole characters. */
export interface Utf8Decoder {
  /** @returns the characters that are complete; invalid bytes become U+FFFD. */
  push(bytes: Uint8Array): string;
  /** @returns U+FFFD when the bytes ended within a character, otherwise nothing. */
  flush(): string;
}

export function createUtf8Decoder(): Utf8Decoder {
  // A byte order mark that a model writes is output like any other.
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  return {
    push: (bytes) => decoder.decode(bytes, { stream: true }),
    flush: () => decoder.decode(),
  };
}
