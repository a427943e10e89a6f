import type { ReactElement } from 'react';
import { compareText } from '../../text/en/compare.ts';
import { Cell, HeadCell, Table } from '../../ui/table.tsx';
import { eloOf } from './evidence.ts';
import { IntervalBar, type Interval } from './interval-bar.tsx';
import type { Contestant } from './statistics.ts';

const said = compareText.board;
const whole = (value: number): string => String(Math.round(value));
const percent = (share: number): string => `${Math.round(share * 100)} %`;

function ratingOf({ low, elo, high }: Contestant): Interval {
  return { low: eloOf(low), value: elo, high: eloOf(high) };
}

function Estimate({
  interval,
  scale,
  middle,
  format,
}: {
  interval: Interval;
  scale: readonly [number, number];
  middle: number;
  format: (value: number) => string;
}): ReactElement {
  return (
    <>
      <p className="tabular-nums">
        <strong className="font-semibold">{format(interval.value)}</strong>{' '}
        <span className="text-xs text-muted">{said.interval(format(interval.low), format(interval.high))}</span>
      </p>
      <IntervalBar interval={interval} scale={scale} middle={middle} />
    </>
  );
}

/** The models, the strongest first. */
export function ContestantTable({ contestants }: { contestants: readonly Contestant[] }): ReactElement {
  const ratings = contestants.map(ratingOf);
  const scale = [Math.min(...ratings.map(({ low }) => low)), Math.max(...ratings.map(({ high }) => high))] as const;
  const { columns } = said;
  return (
    <Table label={said.ranking}>
      <thead>
        <tr>
          <HeadCell>{columns.rank}</HeadCell>
          <HeadCell>{columns.model}</HeadCell>
          <HeadCell>{columns.rating}</HeadCell>
          <HeadCell>{columns.preferred}</HeadCell>
          <HeadCell className="text-right">{columns.contests}</HeadCell>
          <HeadCell className="text-right">{columns.record}</HeadCell>
          <HeadCell className="text-right">{columns.bothBad}</HeadCell>
        </tr>
      </thead>
      <tbody>
        {contestants.map((contestant, index) => {
          const { name, contests, wins, ties, both_bad: bothBad, win_rate: rate } = contestant;
          const lost = contests - wins - ties;
          return (
            <tr key={name}>
              <Cell className="tabular-nums">{index + 1}</Cell>
              <th
                scope="row"
                className="min-w-40 border-b border-line px-3 py-2 text-left align-top font-medium break-all"
              >
                {name}
              </th>
              <Cell className="min-w-48">
                <Estimate interval={ratingOf(contestant)} scale={scale} middle={1000} format={whole} />
              </Cell>
              <Cell className="min-w-48">
                <Estimate
                  interval={{ low: rate.low, value: rate.share, high: rate.high }}
                  scale={[0, 1]}
                  middle={0.5}
                  format={percent}
                />
              </Cell>
              <Cell className="text-right tabular-nums">{contests}</Cell>
              <Cell className="text-right whitespace-nowrap tabular-nums">
                {wins} · {ties} · {lost}
              </Cell>
              <Cell className="text-right tabular-nums">{bothBad}</Cell>
            </tr>
          );
        })}
      </tbody>
    </Table>
  );
}
