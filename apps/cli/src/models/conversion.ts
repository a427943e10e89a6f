import type { ConvertResult } from '@tuneloop/lora';
import type { Platform } from '@tuneloop/platform';

export interface ConversionOptions {
  base?: string;
  type: string;
  precision: string;
  loraSlots?: boolean;
  output?: string;
  yes?: boolean;
}

export interface Conversion {
  platform: Platform;
  source: string;
  options: ConversionOptions;
  signal: AbortSignal;
}

export type Written = { file: string } & Partial<Pick<ConvertResult, 'kind' | 'method' | 'sizeBytes' | 'error'>>;
