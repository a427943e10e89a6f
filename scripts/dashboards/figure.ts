import type { Builder, Dataquery } from '@grafana/grafana-foundation-sdk/cog';
import { StackingConfigBuilder, StackingMode } from '@grafana/grafana-foundation-sdk/common';
import type { Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/prometheus';
import { PanelBuilder as StatBuilder } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as TimeseriesBuilder } from '@grafana/grafana-foundation-sdk/timeseries';

/** A panel, as far as it is ours. */
export interface Figure {
  title: string;
  /** What it tells, and what is good; shown with the panel. */
  description: string;
  /** Grafana's name: `s`, `bytes`, `percentunit`, `reqps`, `short`, … */
  unit: string;
  /** PromQL, each with the name of its lines. */
  queries: readonly (readonly [expression: string, legend: string])[];
  /** A number in place of lines. */
  isStat?: boolean;
  isStacked?: boolean;
  /** Of 24. */
  width?: number;
}

const datasource = { type: 'prometheus', uid: '${datasource}' };

export function panelOf({ title, description, unit, queries, isStat, isStacked, width = 8 }: Figure): Builder<Panel> {
  const panel = isStat ? new StatBuilder() : timeseries(isStacked === true);
  panel.title(title).description(description).unit(unit).datasource(datasource).span(width).min(0);
  panel.height(isStat ? 4 : 8);
  for (const [expression, legend] of queries) panel.withTarget(queryOf(expression, legend));
  return panel;
}

function timeseries(isStacked: boolean): TimeseriesBuilder {
  const panel = new TimeseriesBuilder().fillOpacity(isStacked ? 30 : 5).lineWidth(1);
  return isStacked ? panel.stacking(new StackingConfigBuilder().mode(StackingMode.Normal)) : panel;
}

function queryOf(expression: string, legend: string): Builder<Dataquery> {
  return new DataqueryBuilder().expr(expression).legendFormat(legend).datasource(datasource).range();
}
