// Swaps what a path means as fast as it can, as an attacker beside the server would: `swap-process.ts FOLDER OUTSIDE SWAPS`.
import { renameSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [root, outside, swaps] = process.argv.slice(2) as [string, string, string];
const door = join(root, 'door');
const parked = join(root, 'parked');
const link = join(root, 'link');
const fileLink = join(root, 'file-link');
const file = join(root, 'file.txt');
const spare = join(root, 'spare');

for (let swap = 0; swap < Number(swaps); swap += 4) {
  // A folder becomes a link to another one, and a folder again.
  renameSync(door, parked);
  symlinkSync(outside, door);
  unlinkSync(door);
  renameSync(parked, door);
  // A link that is fine becomes one that is not, at once.
  for (const target of [outside, door]) {
    symlinkSync(target, spare);
    renameSync(spare, link);
  }
  // A file becomes a link to one outside, at once.
  symlinkSync(join(outside, 'x.txt'), fileLink);
  renameSync(fileLink, file);
  writeFileSync(spare, 'inside');
  renameSync(spare, file);
}
process.stdout.write('done');
