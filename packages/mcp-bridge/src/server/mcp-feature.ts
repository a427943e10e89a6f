import type {
  CallToolResult,
  GetPromptResult,
  InputRequiredResult,
  Prompt,
  ReadResourceResult,
  Resource,
  ResourceTemplateType,
  ServerContext,
  Tool,
} from '@modelcontextprotocol/server';

/** Who sent a request, and what the protocol knows of it. */
export interface McpCall {
  /** The API key's id, or whatever the program calls the one client that it has. */
  owner: string;
  /** The SDK's view of the request: its signal, progress token, and what the client can do. */
  context: ServerContext;
  /** Whether the client can show its user a form and send back what was chosen. */
  canElicit: boolean;
}

/** Tools as MCP shows them. */
export interface McpToolSet {
  list(owner: string): readonly Tool[] | Promise<readonly Tool[]>;
  /** `undefined` when none of these tools has that name. What it throws becomes a result with `isError`. */
  call(
    name: string,
    args: Record<string, unknown>,
    call: McpCall,
  ): Promise<CallToolResult | InputRequiredResult> | undefined;
  /** Calls back after each change of the list; the returned function ends that. */
  watch?(listener: () => void): () => void;
}

export interface McpPage<T> {
  items: readonly T[];
  /** Where the next page begins; left out on the last one. */
  nextCursor?: string | undefined;
}

export interface McpResourceChange {
  /** The resource whose content changed; left out when the list changed. */
  uri?: string | undefined;
}

export interface McpResourceSet {
  list(owner: string, cursor: string | undefined): McpPage<Resource> | Promise<McpPage<Resource>>;
  templates?(): readonly ResourceTemplateType[];
  /** `undefined` when none of these resources has that URI. Errors: `NOT_FOUND`. */
  read(uri: string, call: McpCall): Promise<ReadResourceResult | InputRequiredResult> | undefined;
  /** Values for a template's variable. */
  complete?(argument: McpCompletion, owner: string): Promise<readonly string[]>;
  watch?(listener: (change: McpResourceChange) => void): () => void;
}

export interface McpPromptSet {
  list(owner: string): readonly Prompt[] | Promise<readonly Prompt[]>;
  /** `undefined` when none of these prompts has that name. Errors: `INVALID_REQUEST`, `NOT_FOUND`. */
  get(
    name: string,
    args: Record<string, string>,
    call: McpCall,
  ): Promise<GetPromptResult | InputRequiredResult> | undefined;
  complete?(argument: McpCompletion, owner: string): Promise<readonly string[]>;
  watch?(listener: () => void): () => void;
}

/** An argument that a user is typing. */
export interface McpCompletion {
  /** The prompt's name, or the template's URI. */
  of: string;
  name: string;
  /** What is there so far. */
  value: string;
}

/** Something that a server offers: any of the three. */
export interface McpFeature {
  tools?: McpToolSet | undefined;
  resources?: McpResourceSet | undefined;
  prompts?: McpPromptSet | undefined;
}
