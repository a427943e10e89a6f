import { hash } from 'node:crypto';
import { LangfuseOtelSpanAttributes as Names } from '@langfuse/core';
import type { CreateDatasetItemRequest } from '@langfuse/core';
import type { Interaction } from '@tuneloop/protocol';
import type { SpanFields } from '../../otel/span.ts';
import { spansOfRecord } from '../../otel/spans-of-record.ts';
import { langfuseDialect } from '../span-dialect.ts';

export interface DatasetRun {
  name: string;
  datasetId: string;
}

/**
 * An answer as a part of a run over a data set: a trace of its own, since an answer may be in several runs. Langfuse's newest
 * servers make runs of such spans; older ones want them named in a run item as well.
 */
export function runSpan(
  interaction: Interaction,
  item: CreateDatasetItemRequest & { id: string },
  { name, datasetId }: DatasetRun,
): SpanFields {
  const ended = Date.parse(interaction.time) + (interaction.timings?.totalMs ?? 0);
  const record = { version: 1, type: 'interaction', interaction } as const;
  const [generation] = spansOfRecord({ record, at: ended }, { content: true, dialect: langfuseDialect });
  if (!generation) throw new TypeError('An interaction has a span.');
  const { parent: _parent, ...span } = generation;
  const trace = digest(['run', datasetId, name, item.id, interaction.id]);
  const id = trace.slice(0, 16);
  return {
    ...span,
    trace,
    id,
    attributes: {
      ...span.attributes,
      [Names.EXPERIMENT_ID]: digest(['run', datasetId, name]).slice(0, 16),
      [Names.EXPERIMENT_NAME]: name,
      [Names.EXPERIMENT_DATASET_ID]: datasetId,
      [Names.EXPERIMENT_ITEM_ID]: item.id,
      [Names.EXPERIMENT_ITEM_ROOT_OBSERVATION_ID]: id,
      ...(item.expectedOutput !== undefined && {
        [Names.EXPERIMENT_ITEM_EXPECTED_OUTPUT]: JSON.stringify(item.expectedOutput),
      }),
    },
  };
}

function digest(parts: string[]): string {
  return hash('sha256', JSON.stringify(['tuneloop', ...parts]), 'hex').slice(0, 32);
}
