/** Writes deploy/grafana/dashboards: `npm run build:dashboards`. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dashboardFiles, dashboardFolder } from './all-dashboards.ts';

for (const [name, text] of dashboardFiles()) writeFileSync(join(dashboardFolder, name), text);
