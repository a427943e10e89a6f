import { useQuery } from '@tanstack/react-query';
import { Pause, Play } from 'lucide-react';
import { useState, type ReactElement } from 'react';
import { formatNumber } from '../../text/format.ts';
import { serverText } from '../../text/en/server.ts';
import { Button } from '../../ui/button.tsx';
import { Failure } from '../../ui/failure.tsx';
import { LineChart } from '../../ui/line-chart.tsx';
import { Loading } from '../../ui/loading.tsx';
import { Section } from '../../ui/section.tsx';
import { ServerPage } from '../server-page.tsx';
import { chartsOf } from './charts.ts';
import { LoadedModels } from './loaded-models.tsx';
import { Machine, Totals } from './machine.tsx';
import { metricsQuery, type Metrics } from './metrics-query.ts';
import { Now } from './now.tsx';

const said = serverText.live;
const clock = new Intl.DateTimeFormat('en', { hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false });
const timeOf = (seconds: number): string => clock.format(seconds * 1000);

function Figures({ metrics }: { metrics: Metrics }): ReactElement {
  return (
    <>
      <Section title={said.now}>
        <Now metrics={metrics} />
      </Section>
      <Section title={said.lastQuarter} hint={said.lastQuarterHint}>
        <div className="grid gap-3 md:grid-cols-2 xl:grid-cols-3">
          {chartsOf(metrics.samples).map(({ title, series }) => (
            <LineChart
              key={title}
              title={title}
              series={series}
              xLabel={said.time}
              formatX={timeOf}
              formatY={formatNumber}
              yDomain={[0, 'auto']}
              height={180}
            />
          ))}
        </div>
      </Section>
      <Section title={said.models}>
        <LoadedModels models={metrics.models} />
      </Section>
      <div className="grid gap-6 md:grid-cols-2">
        <Section title={said.machine}>
          <Machine metrics={metrics} />
        </Section>
        <Section title={said.totals}>
          <Totals totals={metrics.totals} />
        </Section>
      </div>
      <p className="text-sm text-muted">{said.prometheus}</p>
    </>
  );
}

/** How the server is, and how it was for a quarter of an hour. */
export function LivePage(): ReactElement {
  const [isPaused, setPaused] = useState(false);
  const { data, error, refetch } = useQuery(metricsQuery(isPaused));
  return (
    <ServerPage
      actions={
        <Button onClick={() => setPaused(!isPaused)}>
          {isPaused ? <Play size={16} aria-hidden /> : <Pause size={16} aria-hidden />}
          {isPaused ? said.goOn : said.pause}
        </Button>
      }
    >
      {error && <Failure error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Loading />}
      {data && <Figures metrics={data} />}
    </ServerPage>
  );
}
