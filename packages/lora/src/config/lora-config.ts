import { z } from 'zod';

/** The low-rank matrices (Hu et al., 2021, arXiv:2106.09685). */
export interface LoraConfig {
  /** Default 16. */
  rank: number;
  /** Left out: twice the rank. The update is scaled by `alpha / rank`; with `rslora` by `alpha / sqrt(rank)`. */
  alpha?: number | undefined;
  /** Default 0. */
  dropout: number;
  /** `rslora`: arXiv:2312.03732; `dora`: arXiv:2402.09353. Default `plain`. */
  variant: 'plain' | 'rslora' | 'dora';
  /** Names of linear layers as PEFT has them, or (by default) all but the output layer. */
  targetModules: 'all-linear' | string[];
  /** Of a mixture of experts: whether the experts are changed as well. Default `false`. */
  experts: boolean;
}

export const loraSchema: z.ZodType<LoraConfig, { [Name in keyof LoraConfig]?: LoraConfig[Name] | undefined }> =
  z.strictObject({
    rank: z.int().min(1).max(1024).default(16),
    alpha: z.number().positive().optional(),
    dropout: z.number().min(0).max(0.9).default(0),
    variant: z.enum(['plain', 'rslora', 'dora']).default('plain'),
    targetModules: z.union([z.literal('all-linear'), z.array(z.string().min(1)).min(1)]).default('all-linear'),
    experts: z.boolean().default(false),
  });
