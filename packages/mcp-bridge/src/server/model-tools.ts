import { callEmbed, embedTool } from './embed-tool.ts';
import { callGenerate, generateTool } from './generate-tool.ts';
import type { McpToolSet } from './mcp-feature.ts';
import type { McpModels } from './mcp-models.ts';

/** A server's models as the tools `generate` and `embed`; none while there is no model. */
export function modelTools(models: McpModels): McpToolSet {
  return {
    list: async () => ((await models.list()).length === 0 ? [] : [generateTool, embedTool]),
    call(name, args, call) {
      if (name === generateTool.name) return callGenerate(models, args, call);
      if (name === embedTool.name) return callEmbed(models, args, call);
      return undefined;
    },
  };
}
