/** The policy as data, without the tools: for programs that read a configuration before they run any. */
export { hostPatternSchema } from './network/network-policy.ts';
export { toolPolicySchema, type ToolPolicy, type ToolPolicyInput } from './policy/tool-policy.ts';
