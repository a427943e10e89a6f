import type { ModelCapabilities, ModelInfo } from '@tuneloop/protocol';
import { createHash } from 'node:crypto';
import type { ModelListing } from '../models/model-provider.ts';

export interface OllamaModelDetails {
  parent_model: string;
  format: string;
  family: string;
  families: string[] | null;
  parameter_size: string;
  quantization_level: string;
}

/** A model as `/api/tags` lists it. What is not known before it is loaded is empty or 0. */
export interface OllamaListedModel {
  name: string;
  model: string;
  modified_at: string;
  size: number;
  digest: string;
  details: OllamaModelDetails;
}

/** A model as `/api/ps` lists it. */
export interface OllamaRunningModel extends Omit<OllamaListedModel, 'modified_at'> {
  expires_at: string;
  size_vram: number;
  context_length: number;
}

export type OllamaCapability = 'completion' | 'tools' | 'vision' | 'thinking' | 'embedding';

/** A model as `/api/show` describes it. There is no Modelfile, and the template is not told. */
export interface OllamaModelDescription {
  modelfile: '';
  template: '';
  parameters: string;
  details: OllamaModelDetails;
  model_info: Record<string, string | number>;
  capabilities: OllamaCapability[];
  modified_at?: string;
}

export function encodeListedModel(listing: ModelListing): OllamaListedModel {
  const { id, createdAt, sizeBytes = 0, sha256 } = listing;
  const modified_at = createdAt.toISOString();
  const digest = sha256 ?? digestOf(id);
  return { name: id, model: id, modified_at, size: sizeBytes, digest, details: encodeDetails(listing) };
}

export function encodeRunningModel(listing: ModelListing, contextSize: number): OllamaRunningModel {
  const { modified_at: _, ...listed } = encodeListedModel(listing);
  return {
    ...listed,
    expires_at: listing.expiresAt?.toISOString() ?? never,
    size_vram: listing.gpuBytes ?? 0,
    context_length: contextSize,
  };
}

/** Editors read the context from `model_info`, and take what they find there for what they may use. */
export function encodeDescription(info: ModelInfo, listing: ModelListing | undefined): OllamaModelDescription {
  const architecture = info.architecture ?? info.engine;
  return {
    modelfile: '',
    template: '',
    parameters: `num_ctx ${info.contextSize}`,
    details: encodeDetails({ ...listing, ...info }),
    model_info: {
      'general.architecture': architecture,
      'general.basename': info.id,
      ...(info.parameters !== undefined && { 'general.parameter_count': info.parameters }),
      [`${architecture}.context_length`]: info.contextSize,
    },
    capabilities: encodeCapabilities(info.capabilities),
    ...(listing && { modified_at: listing.createdAt.toISOString() }),
  };
}

/** A model that generates is not said to embed: clients take it for one that does nothing else. */
function encodeCapabilities(capabilities: ModelCapabilities): OllamaCapability[] {
  if (!capabilities.generate) return capabilities.embed ? ['embedding'] : [];
  return [
    'completion',
    ...(capabilities.tools ? (['tools'] as const) : []),
    ...(capabilities.images ? (['vision'] as const) : []),
    ...(capabilities.reasoning ? (['thinking'] as const) : []),
  ];
}

type Details = Pick<ModelListing, 'architecture' | 'parameters' | 'sizeBytes' | 'quantization' | 'parent'>;

function encodeDetails({ architecture, parameters, sizeBytes, quantization, parent }: Details): OllamaModelDetails {
  const family = architecture ?? '';
  return {
    parent_model: parent ?? '',
    format: sizeBytes === undefined ? '' : 'gguf',
    family,
    families: family === '' ? null : [family],
    parameter_size: parameters === undefined ? '' : formatCount(parameters),
    quantization_level: quantization ?? '',
  };
}

/** `135.0M`, `8.2B` */
function formatCount(parameters: number): string {
  const [unit, suffix] = parameters >= 1e9 ? [1e9, 'B'] : parameters >= 1e6 ? [1e6, 'M'] : [1e3, 'K'];
  return `${(parameters / unit).toFixed(1)}${suffix}`;
}

/** Clients cut it to 12 digits and show it. Where the file's hash is not known the names tell models apart. */
function digestOf(id: string): string {
  return createHash('sha256').update(id).digest('hex');
}

/** For a model that is not unloaded after a while of idleness. */
const never = '9999-12-31T23:59:59Z';
