/** Items of `mcp` tools as clients send them back; what a server had is of no use to the model, and dropped. */
export interface McpListToolsWire {
  type: 'mcp_list_tools';
  id?: string | null | undefined;
  server_label: string;
  status?: undefined;
}

export interface McpCallWire {
  type: 'mcp_call';
  id?: string | null | undefined;
  status?: string | null | undefined;
  server_label: string;
  name: string;
  arguments: string;
  output?: string | null | undefined;
  error?: unknown;
  approval_request_id?: string | null | undefined;
}

export interface McpApprovalRequestWire {
  type: 'mcp_approval_request';
  id: string;
  server_label: string;
  name: string;
  arguments: string;
  status?: undefined;
}

export interface McpApprovalResponseWire {
  type: 'mcp_approval_response';
  id?: string | null | undefined;
  approval_request_id: string;
  approve: boolean;
  reason?: string | null | undefined;
  status?: undefined;
}

export type McpItemWire = McpListToolsWire | McpCallWire | McpApprovalRequestWire | McpApprovalResponseWire;
