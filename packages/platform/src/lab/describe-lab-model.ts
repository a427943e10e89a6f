import { basename, sep } from 'node:path';
import type { LabModel } from '@tuneloop/openai-server';
import { formatBytes, recommendedModel, type ModelMetadata, type PoolModelStatus } from '@tuneloop/runtime';
import { namesOf, type CatalogModel } from '../models/model-catalog.ts';
import { planModel } from '../models/model-memory.ts';
import type { ModelSettings } from '../models/model-settings.ts';

export interface LabModelFacts {
  model: CatalogModel;
  status: PoolModelStatus | undefined;
  /** What its file says, where that can be read. */
  metadata: ModelMetadata | undefined;
  settings: ModelSettings;
  /** Where references to a hub are found, a URL. */
  hub: string;
  /** The folder for models of one's own. */
  finetuned: string;
  isCurrent: boolean;
}

/** A model as the lab's API shows it; what nobody knows is `null`. */
export function describeLabModel(facts: LabModelFacts): LabModel {
  const { model, status, metadata, settings } = facts;
  const key = namesOf(model, status?.source)[0] ?? model.id;
  const path = status?.source?.path ?? model.file?.path;
  const info = status?.state.status === 'ready' ? status.state.model.info : undefined;
  const repository = /^hf:([^:]+)/.exec(model.reference)?.[1];
  return {
    key,
    name: metadata?.name ?? key,
    description: describe(metadata),
    context_length: info?.contextSize ?? settings.contextSize ?? metadata?.contextLength ?? null,
    vram_estimate: metadata === undefined ? null : estimate(metadata, { ...settings, ...sizeOf(info) }),
    recommended: model.reference === recommendedModel.reference,
    exists: path !== undefined,
    is_finetuned: path !== undefined && path.startsWith(facts.finetuned + sep),
    base_model: metadata?.baseModels?.join(', ') ?? null,
    training_data: metadata?.datasets?.join(', ') ?? null,
    hf_repo: repository ?? null,
    usage: `POST /model/switch {"model_key": ${JSON.stringify(key)}}`,
    filename: path === undefined ? null : basename(path),
    download_url: downloadUrl(facts, repository),
    current: facts.isCurrent,
  };
}

function describe(metadata: ModelMetadata | undefined): string {
  if (metadata === undefined) return '';
  const { architecture, parameters, quantization, sizeBytes } = metadata;
  const millions = Math.round(parameters / 1e6);
  const size = millions >= 1000 ? `${(millions / 1000).toFixed(1)}B` : `${millions}M`;
  return `${architecture}, ${size} parameters, ${quantization}, ${formatBytes(sizeBytes)}`;
}

/** Weights, context and buffers, in bytes, wherever they will lie. */
function estimate(metadata: ModelMetadata, settings: ModelSettings): number {
  const contextSize = settings.contextSize ?? metadata.contextLength;
  const { bytes } = planModel({ metadata }, { ...settings, contextSize }, []);
  return Object.values(bytes).reduce((sum, part) => sum + part, 0);
}

function sizeOf(info: { contextSize: number; slots: number } | undefined): Partial<ModelSettings> {
  return info === undefined ? {} : { contextSize: info.contextSize, slots: info.slots };
}

function downloadUrl({ model, hub }: LabModelFacts, repository: string | undefined): string | null {
  if (/^https?:/.test(model.reference)) return model.reference;
  return repository === undefined ? null : `${hub}/${repository}`;
}
