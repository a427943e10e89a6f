import type { ToolDefinition } from '@tuneloop/protocol';

export interface OutputFixture {
  name: string;
  /** `recorded` from a model, or `constructed` from what `source` says of the format. */
  label: 'recorded' | 'constructed';
  source: string;
  /** Text that stands in the family's chat template. */
  template: string;
  reasoning?: 'allowed' | 'opened' | 'none';
  /** Whether there are no tools to call. */
  toolless?: boolean;
  output: string;
  content: string;
  thoughts?: string;
  /** Arguments as the value of their JSON, or as text where they are none. */
  calls: { name: string; arguments: unknown; id?: string }[];
}

export const fixtureTools: ToolDefinition[] = [
  {
    name: 'get_weather',
    parameters: {
      type: 'object',
      properties: { city: { type: 'string' }, days: { type: 'integer' }, units: { type: ['string', 'null'] } },
    },
  },
  { name: 'write_file', parameters: { type: 'object', properties: { path: { type: 'string' }, text: { type: 'string' } } } },
];

export const paris: OutputFixture['calls'][number] = { name: 'get_weather', arguments: { city: 'Paris', days: 2 } };
export const rome: OutputFixture['calls'][number] = { name: 'get_weather', arguments: { city: 'Rom "ä"\n' } };
export const parisJson: string = '{"name": "get_weather", "arguments": {"city": "Paris", "days": 2}}';
export const romeJson: string = String.raw`{"name": "get_weather", "arguments": {"city": "Rom \"ä\"\n"}}`;
