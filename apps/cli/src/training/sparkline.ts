const bars = '▁▂▃▄▅▆▇█';

/** How values went, oldest first, in `width` characters at most; the highest is the highest bar. */
export function sparkline(values: readonly number[], width = 16): string {
  const known = values.filter(Number.isFinite);
  if (known.length < 2) return '';
  const columns = Math.min(width, known.length);
  const means = Array.from({ length: columns }, (_, column) => {
    const part = known.slice(
      Math.floor((column * known.length) / columns),
      Math.floor(((column + 1) * known.length) / columns),
    );
    return part.reduce((sum, value) => sum + value, 0) / part.length;
  });
  const [lowest, highest] = [Math.min(...means), Math.max(...means)];
  return means
    .map(
      (mean) => bars[highest === lowest ? 0 : Math.round(((mean - lowest) / (highest - lowest)) * (bars.length - 1))],
    )
    .join('');
}
