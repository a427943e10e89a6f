export interface DrawnLine {
  name: string;
  points: { time: number; value: number }[];
}

export interface DrawnPanel {
  title: string;
  /** Grafana's name of it. */
  unit: string;
  type: string;
  lines: readonly DrawnLine[];
}

const colours = ['#73bf69', '#f2cc0c', '#5794f2', '#ff9830', '#f2495c', '#b877d9', '#8ab8ff', '#37872d', '#fade2a'];
const size = { width: 400, height: 170, chart: 110, top: 30 };

/** A panel as SVG: lines, or the last value of each, with what they are called. */
export function drawPanel({ title, unit, type, lines }: DrawnPanel): string {
  const shown = lines.map((line) => ({ ...line, points: line.points.filter(({ value }) => Number.isFinite(value)) }));
  const inner = type === 'stat' ? stat(shown, unit) : chart(shown, unit);
  return `<svg width="${type === 'stat' ? 196 : size.width}" height="${type === 'stat' ? 90 : size.height}" style="background:#181b1f">
<text x="8" y="18" fill="#ccccdc" font-weight="bold">${escape(title)}</text>${inner}</svg>`;
}

function stat(lines: readonly DrawnLine[], unit: string): string {
  const last = lines[0]?.points.at(-1)?.value;
  return `<text x="8" y="66" font-size="30" fill="#73bf69">${last === undefined ? 'no data' : format(last, unit)}</text>`;
}

function chart(lines: readonly DrawnLine[], unit: string): string {
  const points = lines.flatMap((line) => line.points);
  if (points.length === 0) return '<text x="160" y="90" fill="#8e8e99">no data</text>';
  const times = points.map(({ time }) => time);
  const [first, last] = [Math.min(...times), Math.max(...times)];
  const top = Math.max(...points.map(({ value }) => value), 1e-9);
  const at = ({ time, value }: { time: number; value: number }): string => {
    const x = 8 + ((time - first) / Math.max(1, last - first)) * (size.width - 70);
    return `${x.toFixed(1)},${(size.top + size.chart - (value / top) * size.chart).toFixed(1)}`;
  };
  const drawn = lines.map(
    (line, index) =>
      `<polyline fill="none" stroke="${colours[index % colours.length]}" points="${line.points.map(at).join(' ')}"/>`,
  );
  const legend = lines
    .slice(0, 6)
    .map(
      ({ name }, index) => `<tspan fill="${colours[index % colours.length]}">▪ ${escape(name.slice(0, 24))} </tspan>`,
    );
  return `${drawn.join('')}<text x="${size.width - 58}" y="${size.top + 8}" fill="#8e8e99" font-size="10">${format(top, unit)}</text>
<text x="${size.width - 58}" y="${size.top + size.chart}" fill="#8e8e99" font-size="10">0</text>
<text x="8" y="${size.height - 10}" font-size="10">${legend.join('')}</text>`;
}

function format(value: number, unit: string): string {
  switch (unit) {
    case 'percentunit':
      return `${(value * 100).toFixed(1)}%`;
    case 'bytes':
      return `${(value / 2 ** 20).toFixed(0)} MiB`;
    case 's':
      return value < 1 ? `${(value * 1000).toFixed(1)} ms` : `${value.toFixed(1)} s`;
    case 'reqps':
      return `${value.toFixed(1)} req/s`;
    default:
      return value.toFixed(value < 10 ? 2 : 0);
  }
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
