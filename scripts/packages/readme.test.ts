import { expect, test } from 'vitest';
import { installedNames, quickExample } from './readme.ts';

const readme = [
  '# a package',
  '```sh',
  'npm install --save @tuneloop/runtime express@5 openai',
  '```',
  '## Example',
  'Some words.',
  '```ts',
  "import 'a';",
  '```',
  '```js',
  'second();',
  '```',
  '## More',
].join('\n');

test('the quick example is the first fence below its heading', () => {
  expect(quickExample(readme)).toEqual({ language: 'ts', code: "import 'a';\n" });
});

test('a fence of another section is not the example', () => {
  expect(quickExample('## Example\nnone\n## API\n```ts\na();\n```\n')).toBeUndefined();
  expect(quickExample('## Usage\n```ts\na();\n```\n')).toBeUndefined();
});

test('an example that ends the file is found', () => {
  expect(quickExample('## Example\n```sh\ntuneloop --help\n```')).toEqual({
    language: 'sh',
    code: 'tuneloop --help\n',
  });
});

test('the install line names what the reader has', () => {
  expect(installedNames(readme)).toEqual(['@tuneloop/runtime', 'express', 'openai']);
  expect(installedNames('nothing to install')).toEqual([]);
});
