import {
  CLIENT_CAPABILITIES_META_KEY,
  type Server,
  type ClientCapabilities,
  type ServerCapabilities,
  type ServerContext,
} from '@modelcontextprotocol/server';
import type { Connection } from './connection.ts';
import type { FeatureSet } from './feature-set.ts';
import { handlePrompts } from './handle-prompts.ts';
import { handleResources } from './handle-resources.ts';
import { handleTools } from './handle-tools.ts';
import { handleCompletions } from './handle-completions.ts';
import { ProtocolServer } from './protocol-server.ts';
import type { ServerChange } from './server-change.ts';

export interface McpServerInfo {
  /** Shown to the client's user. Default `tuneloop`. */
  name: string;
  version: string;
  /** How to use the server, for the model at the client. */
  instructions: string | undefined;
}

export interface ConnectionOptions {
  owner: string;
  /** Whether to tell the client of changes; not where a connection lives for one request. */
  announceChanges: boolean;
}

/** One protocol server over `features`. Closing it ends everything that it watches. */
export async function openConnection(
  features: FeatureSet,
  info: McpServerInfo,
  options: ConnectionOptions,
): Promise<ProtocolServer> {
  const { name, version, instructions } = info;
  const protocolServer = new ProtocolServer(
    { name, version },
    { capabilities: capabilitiesOf(features), ...(instructions !== undefined && { instructions }) },
    // Only requests that stand alone carry the headers for which schemas are needed.
    options.announceChanges ? [] : await features.listTools(options.owner),
  );
  const { server } = protocolServer;
  const connection: Connection = {
    server,
    features,
    owner: options.owner,
    subscriptions: new Set(),
    callOf: (context) => ({ owner: options.owner, context, canElicit: canElicit(server, context) }),
  };
  if (features.tools.length > 0) handleTools(connection);
  if (features.resources.length > 0) handleResources(connection);
  if (features.prompts.length > 0) handlePrompts(connection);
  if (hasCompletions(features)) handleCompletions(connection);
  if (options.announceChanges) announceChanges(connection);
  return protocolServer;
}

function capabilitiesOf(features: FeatureSet): ServerCapabilities {
  return {
    logging: {},
    ...(features.tools.length > 0 && { tools: { listChanged: true } }),
    ...(features.resources.length > 0 && { resources: { listChanged: true, subscribe: true } }),
    ...(features.prompts.length > 0 && { prompts: { listChanged: true } }),
    ...(hasCompletions(features) && { completions: {} }),
  };
}

const hasCompletions = ({ prompts, resources }: FeatureSet): boolean =>
  [...prompts, ...resources].some(({ complete }) => complete !== undefined);

/** From the handshake, or from the request itself where the protocol version has no handshake. */
function canElicit(server: Server, { mcpReq }: ServerContext): boolean {
  // The SDK's type of the envelope names none of its keys.
  const envelope = mcpReq.envelope as Record<string, unknown> | undefined;
  const ofRequest = envelope?.[CLIENT_CAPABILITIES_META_KEY] as ClientCapabilities | undefined;
  const capabilities = ofRequest ?? server.getClientCapabilities();
  const elicitation = capabilities?.elicitation;
  // An empty object is how versions before the modes said "forms".
  return elicitation !== undefined && (elicitation.form !== undefined || elicitation.url === undefined);
}

function announceChanges({ server, features, subscriptions }: Connection): void {
  const announce = async (change: ServerChange): Promise<void> => {
    if (change.type === 'tools') await server.sendToolListChanged();
    else if (change.type === 'prompts') await server.sendPromptListChanged();
    else if (change.type === 'resources') await server.sendResourceListChanged();
    else if (subscriptions.has(change.uri)) await server.sendResourceUpdated({ uri: change.uri });
  };
  // A client that is not there to be told lists everything when it comes.
  Object.assign(server, { onclose: features.watch((change) => void announce(change).catch(() => undefined)) });
}
