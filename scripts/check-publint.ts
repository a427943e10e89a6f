import { readFileSync } from 'node:fs';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { report } from './packages/report.ts';
import { withTarballs } from './packages/tarballs.ts';

// publint --strict on what would be published.
await withTarballs(async (packages) => {
  for (const { manifest, tarball } of packages) {
    const bytes = new Uint8Array(readFileSync(tarball)).buffer;
    const { messages, pkg } = await publint({ strict: true, pack: { tarball: bytes } });
    report(
      manifest.name,
      messages.map((message) => formatMessage(message, pkg, { color: false }) ?? message.code),
    );
  }
});
