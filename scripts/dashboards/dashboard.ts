import {
  DashboardBuilder,
  DashboardLinkBuilder,
  DashboardLinkType,
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  RowBuilder,
  VariableRefresh,
  type Dashboard,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { panelOf, type Figure } from './figure.ts';

export interface DashboardPlan {
  uid: string;
  title: string;
  description: string;
  rows: readonly { title: string; figures: readonly Figure[] }[];
}

/** A dashboard with the variables `datasource`, `job` and `instance`, and links to the others. */
export function dashboardOf({ uid, title, description, rows }: DashboardPlan): Dashboard {
  const datasource = { type: 'prometheus', uid: '${datasource}' };
  const valuesOf = (name: string, query: string): QueryVariableBuilder =>
    new QueryVariableBuilder(name)
      .datasource(datasource)
      .query(query)
      .refresh(VariableRefresh.OnTimeRangeChanged)
      .multi(true)
      .includeAll(true)
      .allValue('.+');
  const dashboard = new DashboardBuilder(title)
    .uid(uid)
    .description(description)
    .tags(['tuneloop'])
    .refresh('30s')
    .time({ from: 'now-1h', to: 'now' })
    .timezone('browser')
    .editable()
    .link(new DashboardLinkBuilder('Tuneloop').type(DashboardLinkType.Dashboards).tags(['tuneloop']).keepTime(true))
    .withVariable(new DatasourceVariableBuilder('datasource').label('Data source').type('prometheus'))
    .withVariable(valuesOf('job', 'label_values(tuneloop_build_info, job)').label('Job'))
    .withVariable(valuesOf('instance', 'label_values(tuneloop_build_info{job=~"$job"}, instance)').label('Instance'));
  for (const row of rows) {
    dashboard.withRow(new RowBuilder(row.title));
    for (const figure of row.figures) dashboard.withPanel(panelOf(figure));
  }
  return dashboard.build();
}
