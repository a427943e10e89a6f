import { literalOutputs } from './literal-outputs.ts';
import { markedOutputs } from './marked-outputs.ts';
import { namedOutputs } from './named-outputs.ts';
import type { OutputFixture } from './output-fixture.ts';
import { taggedOutputs } from './tagged-outputs.ts';

export { fixtureTools, type OutputFixture } from './output-fixture.ts';

export const outputFixtures: OutputFixture[] = [
  ...markedOutputs,
  ...namedOutputs,
  ...taggedOutputs,
  ...literalOutputs,
];
