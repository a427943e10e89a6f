import type { ConvertResult } from '@tuneloop/lora';
import type { Platform } from '@tuneloop/platform';

export interface Conversion {
  platform: Platform;
  source: string;
  options: {
    base?: string;
    type: string;
    precision: string;
    loraSlots?: boolean;
    output?: string;
    yes?: boolean;
  };
  signal: AbortSignal;
}

export type Written = { file: string } & Partial<Pick<ConvertResult, 'kind' | 'method' | 'sizeBytes' | 'error'>>;
