import { openAdapterRegistry } from '../src/registry/adapter-registry.ts';

const [folder, adaptersFolder] = process.argv.slice(2) as [string, string];
const registry = openAdapterRegistry({ folder, adaptersFolder });

// Until it is killed.
for (let round = 0; ; round += 1) {
  await registry.promote('pirate', 1 + (round % 2));
  if (round === 0) process.stdout.write('promoting\n');
}
