import { dashboardOf } from './dashboard.ts';
import { machine } from './machine.ts';
import { models } from './models.ts';
import { requests } from './requests.ts';

/** Where Grafana's provisioning finds them. */
export const dashboardFolder: string = new URL('../../deploy/grafana/dashboards/', import.meta.url).pathname;

/** The text of each file. */
export function dashboardFiles(): Map<string, string> {
  const plans = [requests, models, machine];
  return new Map(plans.map((plan) => [`${plan.uid}.json`, `${JSON.stringify(dashboardOf(plan), undefined, 2)}\n`]));
}
