import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeTestOnnxAdapter } from '../../testing/adapters/onnx-adapter.ts';
import { writeTestGenaiFolder } from '../../testing/models/genai-folder.ts';
import { readFittingOnnxAdapter } from './check-onnx-adapter.ts';
import { readOnnxAdapter } from './read-onnx-adapter.ts';

/** As ONNX Runtime 1.30 exports it, of two matrices: 3 × 2 in float32 and 2 × 5 in float16. */
const exported =
  'CAAAAFRPUlSI////AQAAAAEAAAABAAAABAAAAAIAAABsAAAABAAAAKj///9AAAAAJAAAAAoAAAAEAAAAFAAAAAA8ADwAPAA8ADwAPAA8ADwAPAA8AgAAAAIAAAAAAAAABQAAAAAAAAAAAAAADwAAAGEubG9yYV9CLndlaWdodAAMABQABAAIAAwAEAAMAAAARAAAACgAAAABAAAABAAAABgAAAAAAAAAAACAPwAAAEAAAEBAAACAQAAAoEACAAAAAwAAAAAAAAACAAAAAAAAAAAAAAAPAAAAYS5sb3JhX0Eud2VpZ2h0AA==';

let root: string;
let path: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'tuneloop-onnx-adapter-'));
  path = join(root, 'pirate.onnx_adapter');
});
afterEach(() => rm(root, { recursive: true }));

describe('readOnnxAdapter', () => {
  it('reads what ONNX Runtime exports', async () => {
    await writeFile(path, Buffer.from(exported, 'base64'));
    expect(await readOnnxAdapter(path)).toEqual({
      path,
      sizeBytes: 232,
      rank: 2,
      parameters: [
        { name: 'a.lora_A.weight', shape: [3, 2], type: 1 },
        { name: 'a.lora_B.weight', shape: [2, 5], type: 10 },
      ],
    });
  });

  it('says of every beginning of a file that it is truncated', async () => {
    const whole = Buffer.from(exported, 'base64');
    for (let length = 0; length < whole.length; length++) {
      await writeFile(path, whole.subarray(0, length));
      await expect(readOnnxAdapter(path), String(length)).rejects.toMatchObject({
        code: 'ADAPTER_INVALID',
        details: { reason: 'truncated' },
      });
    }
  });

  it('refuses another kind of file, damaged tables, and what is not there', async () => {
    await writeFile(path, 'GGUF and much more');
    await expect(readOnnxAdapter(path)).rejects.toMatchObject({ details: { reason: 'not-an-adapter' } });
    const damaged = Buffer.from(exported, 'base64');
    // The length of the first matrix's bytes.
    damaged.writeUInt32LE(8, 0x3c);
    await writeFile(path, damaged);
    await expect(readOnnxAdapter(path)).rejects.toMatchObject({ details: { reason: 'damaged' } });
    await expect(readOnnxAdapter(join(root, 'none'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('takes no bytes for anything but a fault', async () => {
    const whole = Buffer.from(exported, 'base64');
    for (let at = 8; at < whole.length; at++) {
      const changed = Buffer.from(whole);
      changed[at] = 0xff;
      await writeFile(path, changed);
      await readOnnxAdapter(path).catch((error: unknown) => expect(error).toMatchObject({ code: 'ADAPTER_INVALID' }));
    }
  });
});

describe('readFittingOnnxAdapter', () => {
  it('takes what was made for the model alone', async () => {
    const model = join(root, 'model');
    await writeTestGenaiFolder({ folder: model, adapterSlots: true });
    await writeTestOnnxAdapter({ model, path, rank: 3 });
    expect(await readFittingOnnxAdapter(path, model)).toMatchObject({ rank: 3, parameters: { length: 4 } });
    await writeFile(path, Buffer.from(exported, 'base64'));
    await expect(readFittingOnnxAdapter(path, model)).rejects.toMatchObject({ details: { reason: 'unknown-tensor' } });
  });

  it('refuses other shapes', async () => {
    const model = join(root, 'model');
    await writeTestGenaiFolder({ folder: model, adapterSlots: true });
    await writeTestOnnxAdapter({ model, path });
    const bytes = await readFile(path);
    // The dimensions [64, 4] become [32, 8]: as many bytes, another matrix.
    const at = bytes.indexOf(Buffer.from([2, 0, 0, 0, 64, 0, 0, 0, 0, 0, 0, 0, 4]));
    bytes.writeUInt32LE(32, at + 4);
    bytes.writeUInt32LE(8, at + 12);
    await writeFile(path, bytes);
    await expect(readFittingOnnxAdapter(path, model)).rejects.toMatchObject({ details: { reason: 'shape' } });
  });

  it('says that a model has no slots, and how to make them', async () => {
    const [model, other] = [join(root, 'model'), join(root, 'other')];
    await writeTestGenaiFolder({ folder: model });
    await writeTestGenaiFolder({ folder: other, adapterSlots: true });
    await writeTestOnnxAdapter({ model: other, path });
    await expect(readFittingOnnxAdapter(path, model)).rejects.toMatchObject({
      code: 'ADAPTER_INVALID',
      details: { reason: 'no-slots' },
      message: expect.stringContaining('--lora-slots'),
    });
  });
});
