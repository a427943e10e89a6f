import { notice } from '../notice.ts';
import { openConfiguredPlatform } from '../open-platform.ts';
import { formatBytes } from '../terminal/units.ts';

export async function removeModels(references: string[], options: object): Promise<void> {
  await using platform = await openConfiguredPlatform(options);
  for (const reference of references) {
    const { freedBytes } = await platform.models.remove(reference);
    notice(`Removed ${reference}: ${formatBytes(freedBytes)} are free again.`);
  }
}
