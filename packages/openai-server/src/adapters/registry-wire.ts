import type {
  AdapterHistoryEvent,
  AdapterHistoryListing,
  AdapterPromotion,
  RegisteredAdapterVersion,
} from './registry-control.ts';

export interface RegisteredVersionWire {
  version: number;
  state: RegisteredAdapterVersion['state'];
  hash: string;
  size_bytes: number;
  created_at: number;
  rank: number;
  alpha: number | null;
  base: { reference: string; sha256: string | null } | null;
  run: string | null;
  continued_from: string | null;
  metrics: Record<string, number>;
  reasons: string[];
}

export interface AdapterHistoryEventWire {
  type: string;
  created_at: number;
  version: number | null;
  from: number | null;
  scale: number | null;
  reason: string | null;
}

export interface AdapterHistoryWire {
  object: 'adapter.history';
  name: string;
  version: number | null;
  default_scale: number;
  versions: RegisteredVersionWire[];
  events: AdapterHistoryEventWire[];
}

export interface AdapterPromotionWire {
  object: 'adapter.promotion';
  name: string;
  version: number;
  previous: number | null;
  default_scale: number;
  warnings: string[];
}

const seconds = (time: string): number => Math.floor(Date.parse(time) / 1000);

function encodeVersion(version: RegisteredAdapterVersion): RegisteredVersionWire {
  const { base, continuedFrom: from } = version;
  return {
    version: version.version,
    state: version.state,
    hash: version.sha256,
    size_bytes: version.sizeBytes,
    created_at: seconds(version.createdAt),
    rank: version.rank,
    alpha: version.alpha ?? null,
    base: base ? { reference: base.reference, sha256: base.sha256 ?? null } : null,
    run: version.run ?? null,
    continued_from: from ? `${from.name}@${from.version}` : null,
    metrics: { ...version.metrics },
    reasons: [...version.reasons],
  };
}

function encodeEvent(event: AdapterHistoryEvent): AdapterHistoryEventWire {
  return {
    type: event.type,
    created_at: seconds(event.at),
    version: event.version ?? event.record?.version ?? null,
    from: event.from ?? null,
    scale: event.scale ?? null,
    reason: event.reason ?? null,
  };
}

export function encodeAdapterHistory(history: AdapterHistoryListing): AdapterHistoryWire {
  return {
    object: 'adapter.history',
    name: history.name,
    version: history.live?.version ?? null,
    default_scale: history.defaultScale,
    versions: history.versions.map(encodeVersion),
    // That a file has followed is nothing that anybody asks for.
    events: history.events.filter(({ type }) => type !== 'placed').map(encodeEvent),
  };
}

export function encodeAdapterPromotion(promotion: AdapterPromotion): AdapterPromotionWire {
  return {
    object: 'adapter.promotion',
    name: promotion.name,
    version: promotion.live.version,
    previous: promotion.previous ?? null,
    default_scale: promotion.defaultScale,
    warnings: [...promotion.warnings],
  };
}
