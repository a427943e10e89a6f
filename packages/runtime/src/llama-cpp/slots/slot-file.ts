import { createHash, type Hash } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import { throwIfAborted, type CallOptions } from '@tuneloop/protocol';
import { z } from 'zod';
import { cacheIdentitySchema, type CacheIdentity } from './cache-identity.ts';
import { slotFault } from './slot-fault.ts';

/** What stands behind the native state in a slot's file. */
export interface SlotSeal {
  /** Tokens whose keys and values it holds. */
  tokens: number;
  /** Only so many of them, from the first on, are as a plain prefill makes them; all, when left out. */
  plainTokens?: number | undefined;
  cache: CacheIdentity;
}

const sealSchema: z.ZodType<SlotSeal> = z.strictObject({
  tokens: z.number().int().min(0),
  plainTokens: z.number().int().min(0).optional(),
  cache: cacheIdentitySchema,
});

const magic = Buffer.from('TUNESLOT');
const version = 1;
const hashBytes = 32;
/** Length of the JSON before it, version, magic. */
const markBytes = 4 + 4 + magic.length;
const mostSealBytes = 65_536;

/**
 * A slot's file is what llama.cpp wrote, which it reads back up to its own end, followed by the seal:
 *
 *     native state | seal, JSON | its length, u32 | version, u32 | "TUNESLOT" | SHA-256 of all before
 *
 * Little endian. Appends the seal and returns the size of the whole, which is on the disk then.
 *
 * Throws `ABORTED` and what the file system throws.
 */
export async function sealSlotFile(path: string, seal: SlotSeal, { signal }: CallOptions = {}): Promise<number> {
  const handle = await open(path, 'r+');
  try {
    const { size } = await handle.stat();
    const hash = await hashOf(handle, size, signal);
    const json = Buffer.from(JSON.stringify(seal));
    const mark = Buffer.alloc(markBytes);
    mark.writeUInt32LE(json.length, 0);
    mark.writeUInt32LE(version, 4);
    magic.copy(mark, 8);
    const end = Buffer.concat([json, mark]);
    hash.update(end);
    const appended = Buffer.concat([end, hash.digest()]);
    await handle.write(appended, 0, appended.length, size);
    await handle.sync();
    return size + appended.length;
  } finally {
    await handle.close();
  }
}

export interface SealedSlot {
  seal: SlotSeal;
  /** Bytes of the native state, from the file's first on. */
  stateBytes: number;
  sizeBytes: number;
}

/** Reads the seal and holds the whole file against it. Errors: `INVALID_REQUEST`, `ABORTED`. */
export async function readSeal(handle: FileHandle, { signal }: CallOptions = {}): Promise<SealedSlot> {
  const found = await handle.stat();
  const { size } = found;
  if (!found.isFile() || size < markBytes + hashBytes) throw slotFault('it is no file of a slot');
  const end = await readAt(handle, size - markBytes - hashBytes, markBytes + hashBytes);
  if (!end.subarray(8, markBytes).equals(magic)) throw slotFault('it is no file of a slot, or its end is missing');
  if (end.readUInt32LE(4) !== version) throw slotFault('another version of Tuneloop wrote it');
  const sealBytes = end.readUInt32LE(0);
  const stateBytes = size - markBytes - hashBytes - sealBytes;
  if (sealBytes > mostSealBytes || stateBytes < 0) throw slotFault('it is damaged');
  const hash = await hashOf(handle, size - hashBytes, signal);
  if (!hash.digest().equals(end.subarray(markBytes))) throw slotFault('it is damaged');
  return { seal: parseSeal(await readAt(handle, stateBytes, sealBytes)), stateBytes, sizeBytes: size };
}

function parseSeal(json: Buffer): SlotSeal {
  try {
    return sealSchema.parse(JSON.parse(json.toString('utf8')));
  } catch (error) {
    throw slotFault('it is damaged', error);
  }
}

async function hashOf(handle: FileHandle, length: number, signal: AbortSignal | undefined): Promise<Hash> {
  const hash = createHash('sha256');
  const chunk = Buffer.alloc(1 << 20);
  for (let at = 0; at < length;) {
    throwIfAborted(signal);
    const { bytesRead } = await handle.read(chunk, 0, Math.min(chunk.length, length - at), at);
    if (bytesRead === 0) throw slotFault('it became shorter while it was read');
    hash.update(chunk.subarray(0, bytesRead));
    at += bytesRead;
  }
  return hash;
}

/** Exactly `length` bytes. */
export async function readAt(handle: FileHandle, at: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await handle.read(buffer, 0, length, at);
  if (bytesRead < length) throw slotFault('it became shorter while it was read');
  return buffer;
}
