import { formatBytes } from '../text/format.ts';
import { text } from '../text/text.ts';

const said = text.chat.attachments;

export interface TextAttachment {
  kind: 'text';
  name: string;
  content: string;
}

export interface ImageAttachment {
  kind: 'image';
  name: string;
  /** A `data:` URL. */
  url: string;
}

/** A file that goes with a question. */
export type Attachment = TextAttachment | ImageAttachment;

export const mostAttachments = 10;
/** Text has to fit into the context of a model, of which this is more than most have. */
export const textLimitBytes = 500_000;
export const imageLimitBytes = 4_000_000;
/** All of a question: as base64 they stay below the 8 MiB that a server takes of a request by default. */
export const togetherLimitBytes = 5_000_000;

/** Bytes, as they were in the file. */
export function attachmentBytes(attachment: Attachment): number {
  if (attachment.kind === 'text') return new TextEncoder().encode(attachment.content).length;
  return Math.floor(((attachment.url.length - attachment.url.indexOf(',') - 1) * 3) / 4);
}

/**
 * Reads a file that somebody chose, dropped or pasted. Throws an `Error` that says why it cannot be taken.
 *
 * @param seesImages `false` where the model is known to take text alone; `model` is its name.
 */
export async function readAttachment(
  file: File,
  { seesImages, model }: { seesImages: boolean | undefined; model: string },
): Promise<Attachment> {
  const isImage = /^image\/(?:png|jpeg|webp|gif|bmp)$/.test(file.type);
  if (isImage && seesImages === false) throw new Error(said.noImages(file.name, model));
  const limit = isImage ? imageLimitBytes : textLimitBytes;
  if (file.size > limit) throw new Error(said.tooLarge(file.name, formatBytes(limit)));
  const bytes = new Uint8Array(await file.arrayBuffer());
  if (isImage) return { kind: 'image', name: file.name, url: dataUrl(file.type, bytes) };
  return { kind: 'text', name: file.name, content: decodeText(file.name, bytes) };
}

function decodeText(name: string, bytes: Uint8Array): string {
  try {
    const content = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    if (!content.includes('\0')) return content;
  } catch {
    // Not UTF-8: said below.
  }
  throw new Error(said.notText(name));
}

function dataUrl(type: string, bytes: Uint8Array): string {
  let binary = '';
  const step = 32_768;
  for (let at = 0; at < bytes.length; at += step) binary += String.fromCharCode(...bytes.subarray(at, at + step));
  return `data:${type};base64,${btoa(binary)}`;
}
