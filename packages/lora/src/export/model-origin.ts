import { basename } from 'node:path';
import type { TrainingBase } from '../driver/training-driver.ts';

/** What a file says of where it comes from. Names for people; no paths, which would tell about a machine. */
export interface ModelOrigin {
  name: string;
  baseModel?: string | undefined;
  trainingData?: string | undefined;
}

export function nameOfBase(base: TrainingBase): string {
  return base.type === 'hub' ? base.id : basename(base.path).replace(/\.gguf$/i, '');
}
