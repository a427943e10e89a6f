/**
 * What a program printed, in memory that its parent shares: it can be read after the program was stopped in the middle
 * of a loop. Two 32-bit numbers (bytes used, and 1 once something was cut), then the bytes.
 *
 * The functions that write are evaluated inside of sandboxes too, from their source, so they refer to nothing outside.
 */
export function createSharedOutput(maxBytes: number): SharedArrayBuffer {
  return new SharedArrayBuffer(8 + maxBytes);
}

/** Keeps what fits. */
export function appendOutput(output: SharedArrayBuffer, bytes: Uint8Array): void {
  const header = new Int32Array(output, 0, 2);
  const used = header[0]!;
  const left = output.byteLength - 8 - used;
  const kept = bytes.length > left ? bytes.subarray(0, left) : bytes;
  new Uint8Array(output, 8 + used).set(kept);
  header[0] = used + kept.length;
  if (kept.length < bytes.length) header[1] = 1;
}

/** Trusts nothing that a sandbox may have written. */
export function readOutput(output: SharedArrayBuffer): string {
  const [used, cut] = new Int32Array(output, 0, 2);
  const capacity = output.byteLength - 8;
  const length = Math.min(Math.max(used!, 0), capacity);
  // A copy: text is not decoded from shared memory.
  const bytes = Uint8Array.from(new Uint8Array(output, 8, length));
  // Streaming leaves out the character that a cut may have split.
  const text = new TextDecoder().decode(bytes, { stream: cut !== 0 });
  return cut === 0 ? text : `${text}\n[cut after ${capacity} bytes]`;
}
