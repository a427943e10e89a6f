import { describe, expect, it } from 'vitest';
import { defaultCacheFolder, defaultModelsFolder } from './cache-folder.ts';

describe('defaultCacheFolder', () => {
  it('follows the conventions of each platform', () => {
    expect(defaultCacheFolder({ HOME: '/home/ada' }, 'linux')).toBe('/home/ada/.cache/tuneloop');
    expect(defaultCacheFolder({ HOME: '/Users/ada' }, 'darwin')).toBe('/Users/ada/Library/Caches/tuneloop');
    expect(defaultCacheFolder({ LOCALAPPDATA: 'C:\\Users\\ada\\AppData\\Local' }, 'win32')).toBe(
      'C:\\Users\\ada\\AppData\\Local\\tuneloop\\Cache',
    );
  });

  it('prefers TUNELOOP_CACHE, then XDG_CACHE_HOME', () => {
    const environment = { HOME: '/home/ada', XDG_CACHE_HOME: '/var/xdg', TUNELOOP_CACHE: '/data/cache' };
    expect(defaultCacheFolder(environment, 'linux')).toBe('/data/cache');
    expect(defaultCacheFolder({ ...environment, TUNELOOP_CACHE: '' }, 'linux')).toBe('/var/xdg/tuneloop');
    expect(defaultCacheFolder({ HOME: '/home/ada', XDG_CACHE_HOME: 'xdg' }, 'linux')).toBe('/home/ada/.cache/tuneloop');
  });
});

describe('defaultModelsFolder', () => {
  it('lies in the cache folder unless LLAMA_CACHE names one', () => {
    expect(defaultModelsFolder({ HOME: '/home/ada' }, 'linux')).toBe('/home/ada/.cache/tuneloop/models');
    expect(defaultModelsFolder({ TUNELOOP_CACHE: '/data/cache' }, 'linux')).toBe('/data/cache/models');
    expect(defaultModelsFolder({ LLAMA_CACHE: '/data/llama', TUNELOOP_CACHE: '/x' }, 'linux')).toBe('/data/llama');
  });
});
