import {
  MissingRequiredClientCapabilityError,
  SdkError,
  SdkErrorCode,
  SdkHttpError,
  UrlElicitationRequiredError,
} from '@modelcontextprotocol/client';

/** Whether the server has gone, as far as one call can tell. */
export function isConnectionFailure(error: unknown): boolean {
  if (error instanceof SdkHttpError) return false;
  if (error instanceof SdkError)
    return error.code === SdkErrorCode.ConnectionClosed || error.code === SdkErrorCode.NotConnected;
  // What `fetch` throws when there is no answer at all.
  return error instanceof TypeError;
}

/** What a model is told of a call that has no result. */
export function describeCallFailure(error: unknown, server: string): string {
  if (error instanceof SdkError && error.code === SdkErrorCode.RequestTimeout) {
    return `The MCP server "${server}" did not answer in time. Whether the call took effect is not known.`;
  }
  if (wantsInput(error)) {
    return (
      `The MCP server "${server}" wants to ask a person or a model something in the middle of this call, which servers ` +
      'may not do here. Do without this tool.'
    );
  }
  if (isConnectionFailure(error)) {
    return `The MCP server "${server}" ended during the call and is being restarted. Whether the call took effect is not known.`;
  }
  return `The MCP server "${server}" refused the call: ${error instanceof Error ? error.message : String(error)}`;
}

/** Elicitation, sampling and roots: this program declares none of them, and answers none. */
function wantsInput(error: unknown): boolean {
  if (error instanceof SdkError) return error.code === SdkErrorCode.UnsupportedResultType;
  return error instanceof MissingRequiredClientCapabilityError || error instanceof UrlElicitationRequiredError;
}
