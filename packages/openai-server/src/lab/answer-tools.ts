import type { ToolEffects, ToolVerdict } from '@tuneloop/protocol';
import { sendJson } from '../http/send-json.ts';
import type { LabCall } from './chat/lab-call.ts';

/** A tool as `GET /lab/tools` shows it. */
export interface LabTool {
  name: string;
  description: string | null;
  effects: ToolEffects;
  /** What the policy says whatever the arguments; `null` where nobody knows. */
  decision: ToolVerdict['decision'] | null;
  reason: string | null;
}

/** `GET /lab/tools`: what `enable_tools` brings, and what the policy says of it. Empty where there are none. */
export async function answerTools({ settings, response }: LabCall): Promise<void> {
  const executor = await settings.loadTools();
  const tools = executor?.list() ?? [];
  const data = tools.map(({ name, description, effects }): LabTool => {
    const rule = executor?.ruleOf?.(name);
    return {
      name,
      description: description ?? null,
      effects,
      decision: rule?.decision ?? null,
      reason: rule?.reason ?? null,
    };
  });
  sendJson(response, 200, { object: 'list', data });
}
