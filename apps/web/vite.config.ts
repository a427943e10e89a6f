import { fileURLToPath } from 'node:url';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { precompress } from './scripts/precompress.ts';

const server = 'http://127.0.0.1:8000';
const routes = ['/v1', '/lab', '/chat', '/models', '/model', '/health', '/props', '/command'];

/** KaTeX names each font in three formats, of which every browser that can run the app takes the first. */
const woff2Alone: Plugin = {
  name: 'woff2-alone',
  enforce: 'pre',
  transform(code, id) {
    if (!id.includes('katex.min.css')) return null;
    return code.replaceAll(/,url\([^)]*\.(?:woff|ttf)\) format\("(?:woff|truetype)"\)/g, '');
  },
};

export default defineConfig({
  root: import.meta.dirname,
  // The page may be served from any folder of any host.
  base: './',
  // KaTeX's output is parsed by a parser of its own: the browser's would apply the page's policy to each style in it.
  resolve: {
    alias: { 'hast-util-from-html-isomorphic': fileURLToPath(import.meta.resolve('hast-util-from-html-isomorphic')) },
  },
  plugins: [woff2Alone, react(), tailwindcss(), precompress()],
  build: {
    target: 'es2023',
    // The page's policy takes fonts and images as files of its own alone.
    assetsInlineLimit: 0,
    // Which chunks a page loads at first; a test adds them up.
    manifest: true,
    license: { fileName: 'third-party-licenses.md' },
    modulePreload: { polyfill: false },
  },
  server: { proxy: Object.fromEntries(routes.map((route) => [route, server])) },
});
