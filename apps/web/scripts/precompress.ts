import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Plugin } from 'vite';

const kinds = /\.(?:js|css|svg)$/;
/** Bytes, below which a compressed file saves nothing. */
const smallest = 1000;
const brotli = { params: { [constants.BROTLI_PARAM_QUALITY]: 10 } };

/** Writes each script and style a second and a third time, compressed, so that no server has to do it for each reader. */
export function precompress(): Plugin {
  return {
    name: 'precompress',
    apply: 'build',
    async writeBundle({ dir }, bundle) {
      const files = Object.values(bundle).filter(({ fileName }) => kinds.test(fileName));
      await Promise.all(
        files.map(async (file) => {
          const content = Buffer.from(file.type === 'chunk' ? file.code : file.source);
          if (content.byteLength < smallest) return;
          const path = join(dir!, file.fileName);
          await writeFile(`${path}.br`, await promisify(brotliCompress)(content, brotli));
          await writeFile(`${path}.gz`, await promisify(gzip)(content, { level: 9 }));
        }),
      );
    },
  };
}
