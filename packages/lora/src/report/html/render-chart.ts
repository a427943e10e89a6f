import { scaleLinear, type ScaleLinear } from 'd3-scale';
import { line } from 'd3-shape';
import { formatFigure } from '../format-value.ts';
import type { ChartSeries, ReportBlock } from '../report-block.ts';
import { html, type Markup } from './markup.ts';

/** In the drawing's own units; it is shown as wide as the page. */
const size = { width: 720, height: 250, left: 64, right: 12, top: 12, bottom: 34 };

/** More than a page is wide would not be seen. */
const mostPoints = 600;

/** Up to two series over one axis, as SVG. */
export function renderChart({ title, xLabel, series }: Extract<ReportBlock, { type: 'chart' }>): Markup {
  const drawn = series.map(({ name, points }) => ({ name, points: thinned(points) }));
  const all = drawn.flatMap(({ points }) => points).filter(([, y]) => Number.isFinite(y));
  if (all.length === 0) return html``;
  const x = scaleLinear(extent(all.map(([value]) => value)), [size.left, size.width - size.right]);
  const y = scaleLinear(extent(all.map(([, value]) => value)), [size.height - size.bottom, size.top]).nice();
  const keys =
    series.length < 2 ? [] : series.map(({ name }, place) => html`<span class="key s${place}"><i></i>${name}</span>`);
  return html`<figure>
    <figcaption>${title}${keys}</figcaption>
    <svg viewBox="0 0 ${size.width} ${size.height}" role="img" aria-label="${describe(title, series)}">
      ${axes(x, y, xLabel)} ${drawn.map((one, place) => curve(one, place, x, y))}
    </svg>
  </figure>`;
}

type Scale = ScaleLinear<number, number>;

function axes(x: Scale, y: Scale, xLabel: string): Markup {
  const bottom = size.height - size.bottom;
  const horizontal = y
    .ticks(4)
    .map(
      (tick) =>
        html`<line class="grid" x1="${size.left}" x2="${size.width - size.right}" y1="${y(tick)}" y2="${y(tick)}" />
          <text x="${size.left - 8}" y="${y(tick) + 4}" text-anchor="end">${formatFigure(tick)}</text>`,
    );
  const vertical = x
    .ticks(6)
    .filter((tick) => Number.isInteger(tick))
    .map((tick) => html`<text x="${x(tick)}" y="${bottom + 18}" text-anchor="middle">${tick}</text>`);
  return html`${horizontal}${vertical}
    <text x="${size.width - size.right}" y="${size.height - 3}" text-anchor="end">${xLabel}</text>`;
}

// oxlint-disable-next-line max-params -- a series, its place and both axes
function curve({ points }: ChartSeries, place: number, x: Scale, y: Scale): Markup {
  const path = line<readonly [number, number]>(
    ([value]) => x(value),
    ([, value]) => y(value),
  ).defined(([, value]) => Number.isFinite(value));
  const few = points.length > 40 ? [] : points.filter(([, value]) => Number.isFinite(value));
  const dots = few.map(
    ([value, height]) => html`<circle class="point s${place}" cx="${x(value)}" cy="${y(height)}" r="3" />`,
  );
  return html`<path class="curve s${place}" d="${path(points) ?? ''}" />${dots}`;
}

/** Means of neighbours. */
function thinned(points: ChartSeries['points']): ChartSeries['points'] {
  if (points.length <= mostPoints) return points;
  const group = Math.ceil(points.length / mostPoints);
  return Array.from({ length: Math.ceil(points.length / group) }, (_, place) => {
    const part = points.slice(place * group, (place + 1) * group);
    const mean = (axis: 0 | 1): number => part.reduce((sum, point) => sum + point[axis], 0) / part.length;
    return [mean(0), mean(1)] as const;
  });
}

function extent(values: readonly number[]): [number, number] {
  let [low, high] = [values[0]!, values[0]!];
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return low === high ? [low, low + Math.max(Math.abs(low), 1e-9)] : [low, high];
}

/** For those who do not see it. */
function describe(title: string, series: readonly ChartSeries[]): string {
  const curves = series.map(({ name, points }) => {
    const [first, last] = [points[0]?.[1], points.at(-1)?.[1]];
    return first === undefined || last === undefined
      ? name
      : `${name} from ${formatFigure(first)} to ${formatFigure(last)}`;
  });
  return `${title}: ${curves.join('; ')}`;
}
