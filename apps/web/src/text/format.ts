const plain = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });
const bytes = ['B', 'kB', 'MB', 'GB', 'TB'];

export const formatNumber = (value: number): string => plain.format(value);

/** `1.4 GB` */
export function formatBytes(value: number): string {
  const power = value < 1 ? 0 : Math.min(bytes.length - 1, Math.floor(Math.log10(value) / 3));
  return `${plain.format(value / 1000 ** power)} ${bytes[power]}`;
}

/** `0.4 s`, `75 s`, `3 min` */
export function formatSeconds(value: number): string {
  return value < 120 ? `${plain.format(value < 10 ? value : Math.round(value))} s` : `${Math.round(value / 60)} min`;
}
