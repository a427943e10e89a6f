import type { TestSpecification } from 'vitest/node';
import { BaseSequencer } from 'vitest/node';

/** Those that train take minutes each, and how long is known here alone where no run before was kept. */
const longest = [
  'finetune',
  'loop',
  'served-as-trained',
  'finetune-command',
  'training-faults',
  'training-methods',
  'web/training',
  'onnx',
];
const endings = longest.map((name) => `/test/counterparts/${name}.test.ts`);

/** Begins with the longest files, so that at the end none runs by itself while the other cores wait. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification): number => {
      const found = endings.findIndex((ending) => moduleId.endsWith(ending));
      return found === -1 ? endings.length : found;
    };
    // oxlint-disable-next-line unicorn/no-array-sort -- a sequencer's, not an array's
    const sorted = await super.sort(files);
    return sorted.toSorted((one, other) => place(one) - place(other));
  }
}
