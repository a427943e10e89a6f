import { expect, test } from 'vitest';
import { attachmentBytes, imageLimitBytes, readAttachment, textLimitBytes } from './attachment.ts';

const sees = { seesImages: true, model: 'm' };

test('text and images are read', async () => {
  expect(await readAttachment(new File(['grüße'], 'a.txt'), sees)).toEqual({
    kind: 'text',
    name: 'a.txt',
    content: 'grüße',
  });
  const image = new File([new Uint8Array([1, 2, 3])], 'a.png', { type: 'image/png' });
  expect(await readAttachment(image, sees)).toEqual({
    kind: 'image',
    name: 'a.png',
    url: 'data:image/png;base64,AQID',
  });
});

test('their sizes are those of the files', async () => {
  for (const size of [3, 300, 3000]) {
    const image = new File([new Uint8Array(size)], 'a.png', { type: 'image/png' });
    expect(attachmentBytes(await readAttachment(image, sees))).toBe(size);
  }
  expect(attachmentBytes({ kind: 'text', name: 'a', content: 'grüße' })).toBe(7);
});

test('what cannot be sent is refused with the reason', async () => {
  const refusal = async (file: File, seesImages: boolean | undefined): Promise<string> =>
    readAttachment(file, { seesImages, model: 'm' }).then(
      () => 'taken',
      (error: Error) => error.message,
    );
  const image = (size: number): File => new File([new Uint8Array(size)], 'a.png', { type: 'image/png' });
  expect(await refusal(image(3), false)).toContain('m cannot see images');
  expect(await refusal(image(3), undefined)).toBe('taken');
  expect(await refusal(image(imageLimitBytes + 1), true)).toContain('4 MB');
  expect(await refusal(new File(['x'.repeat(textLimitBytes + 1)], 'a.txt'), true)).toContain('500 kB');
  expect(await refusal(new File([new Uint8Array([0xff, 0xfe])], 'a.bin'), true)).toContain('not text');
  expect(await refusal(new File(['a\0b'], 'a.bin'), true)).toContain('not text');
});
