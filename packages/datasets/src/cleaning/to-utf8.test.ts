import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { toUtf8 } from './to-utf8.ts';

async function textOf(bytes: AsyncIterable<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const part of bytes) parts.push(part);
  return Buffer.concat(parts).toString();
}

async function read(bytes: Uint8Array, encoding?: string): Promise<[encoding: string, text: string]> {
  const content = await toUtf8(bytes, { encoding });
  return [content.encoding, await textOf(content.bytes)];
}

const german = 'Die Größe der Straße überrascht, schöne Grüße aus Köln; natürlich für Mädchen und Männer. '.repeat(4);
/** Bytes of a legacy encoding for the characters of `alphabet`, which Node decodes but does not encode. */
function encoded(text: string, encoding: string): Uint8Array {
  const decoder = new TextDecoder(encoding);
  const bytes = new Map(Array.from({ length: 256 }, (_, byte) => [decoder.decode(Uint8Array.of(byte)), byte]));
  return Uint8Array.from(text, (character) => bytes.get(character)!);
}

it('knows UTF-8, with and without a byte order mark, and passes it on', async () => {
  expect(await read(Buffer.from(german))).toEqual(['utf-8', german]);
  expect(await read(Buffer.from(`\uFEFF${german}`))).toEqual(['utf-8', `\uFEFF${german}`]);
  expect(await read(Buffer.from(''))).toEqual(['utf-8', '']);
});

it('knows UTF-8 when the sample ends within a character', async () => {
  const text = '日本'.repeat(60_000);
  for (const offset of [0, 1, 2]) {
    expect((await read(Buffer.from('x'.repeat(offset) + text)))[0]).toBe('utf-8');
  }
});

it('knows UTF-16', async () => {
  const little = Buffer.from(german, 'utf16le');
  expect(await read(Buffer.concat([Buffer.of(0xff, 0xfe), little]))).toEqual(['utf-16le', german]);
  expect(await read(little)).toEqual(['utf-16le', german]);
  expect(await read(Buffer.from(little).swap16())).toEqual(['utf-16be', german]);
});

it('knows encodings of one byte by how often their bytes are used', async () => {
  expect(await read(Buffer.from(german, 'latin1'))).toEqual(['windows-1252', german]);
  const russian = 'Привет, как дела? Сегодня хорошая погода, и мы пойдём гулять в парк после обеда. '.repeat(4);
  expect(await read(encoded(russian, 'windows-1251'))).toEqual(['windows-1251', russian]);
  expect(await read(encoded(russian, 'koi8-r'))).toEqual(['koi8-r', russian]);
});

it('knows Japanese by its bytes', async () => {
  // 日本語の文章です。
  const shiftJis = Buffer.from('93fa967b8cea82cc95b68fcd82c582b78142'.repeat(10), 'hex');
  expect(await read(shiftJis)).toEqual(['shift_jis', '日本語の文章です。'.repeat(10)]);
});

it('takes compression off first, and believes who knows the encoding', async () => {
  expect(await read(gzipSync(Buffer.from('Größe', 'latin1')), 'latin1')).toEqual(['windows-1252', 'Größe']);
  await expect(toUtf8(Buffer.from('a'), { encoding: 'klingon' })).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
});
