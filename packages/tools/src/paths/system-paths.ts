import type { PathPlatform } from './platform.ts';

/**
 * What belongs to the operating system, with all below it. On Windows the same names are protected on every drive. On
 * macOS `/etc` is a link, and there are file systems that reach anything by another name.
 */
export const systemPaths: Readonly<Record<PathPlatform, readonly string[]>> = {
  linux: ['/etc', '/proc', '/sbin', '/boot', '/sys', '/dev'],
  darwin: [
    '/etc',
    '/private/etc',
    '/proc',
    '/sbin',
    '/boot',
    '/sys',
    '/dev',
    '/System',
    '/.vol',
    '/.file',
    '/.nofollow',
    '/.resolve',
  ],
  win32: ['C:\\Windows', 'C:\\Program Files', 'C:\\Program Files (x86)'],
};
