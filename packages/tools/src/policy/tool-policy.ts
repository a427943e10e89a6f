import { z } from 'zod';
import type { Given } from './given.ts';
import { codePolicySchema, type CodePolicy } from '../code/code-policy.ts';
import { networkPolicySchema, type NetworkPolicy } from '../network/network-policy.ts';
import { globSchema } from '../paths/glob-schema.ts';
import { shellPolicySchema, type ShellPolicy } from '../shell/shell-policy.ts';
import { decisionSchema, type Decision } from './decision.ts';
import { filePolicySchema, type FilePolicy } from './file-policy.ts';
import { toolLimitsSchema, type ToolLimits } from './tool-limits.ts';

/** What a tool may do that somebody might mind. */
export const judgedEffects = ['reads', 'writes', 'destructive', 'network', 'code'] as const;
export type JudgedEffect = (typeof judgedEffects)[number];

/** What tools may do, as data: the configuration of a server, or a value in a program. */
export interface ToolPolicy {
  /** By what a tool may do; of several effects the strictest decision holds. */
  effects: Readonly<Record<JudgedEffect, Decision>>;
  /** By a tool's name, or a pattern of names such as `github__*`; wins over `effects`, never over the guards below. */
  tools: Readonly<Record<string, Decision>>;
  files: FilePolicy;
  network: NetworkPolicy;
  code: CodePolicy;
  shell: ShellPolicy;
  limits: ToolLimits;
}

/** A policy as it is written, where what is left out has its default. */
export interface ToolPolicyInput {
  effects?: Given<ToolPolicy['effects']> | undefined;
  tools?: Record<string, Decision> | undefined;
  files?: Given<FilePolicy> | undefined;
  network?: Given<NetworkPolicy> | undefined;
  code?: Given<CodePolicy> | undefined;
  shell?: Given<ShellPolicy> | undefined;
  limits?: Given<ToolLimits> | undefined;
}

export const toolPolicySchema: z.ZodType<ToolPolicy, ToolPolicyInput> = z.strictObject({
  effects: z
    .strictObject({
      reads: decisionSchema.default('allow'),
      writes: decisionSchema.default('ask'),
      destructive: decisionSchema.default('ask'),
      network: decisionSchema.default('ask'),
      code: decisionSchema.default('ask'),
    })
    .prefault({}),
  tools: z.record(globSchema, decisionSchema).default({}),
  files: filePolicySchema,
  network: networkPolicySchema,
  code: codePolicySchema,
  shell: shellPolicySchema,
  limits: toolLimitsSchema,
});
