const bars = '▁▂▃▄▅▆▇█';

/** A curve in one line of text, `width` characters at most; each stands for the mean of its part. */
export function sparkline(values: readonly number[], width = 60): string {
  const count = Math.min(width, values.length);
  const means = Array.from({ length: count }, (_, place) => {
    const part = values.slice(
      Math.floor((place * values.length) / count),
      Math.floor(((place + 1) * values.length) / count),
    );
    return part.reduce((sum, value) => sum + value, 0) / part.length;
  });
  const [low, high] = [Math.min(...means), Math.max(...means)];
  const scale = high > low ? (bars.length - 1) / (high - low) : 0;
  return means.map((mean) => bars[Math.round((mean - low) * scale)] ?? bars[0]).join('');
}
