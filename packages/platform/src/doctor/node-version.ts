import type { Examination } from './check.ts';

const minimum = [22, 13] as const;

export const nodeVersion: Examination = {
  name: 'Node.js',
  async run() {
    const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
    const isEnough = major > minimum[0] || (major === minimum[0] && minor >= minimum[1]);
    const detail = `${process.version} on ${process.platform}-${process.arch}`;
    if (isEnough) return [{ name: 'Node.js', status: 'ok', detail }];
    const advice = `Install Node.js ${minimum.join('.')} or newer.`;
    return [{ name: 'Node.js', status: 'fail', detail, advice }];
  },
};
