import type { CallToolResult } from '@modelcontextprotocol/client';
import { expect, test } from 'vitest';
import { decodeResult } from './remote-result.ts';

const text = (content: string) => ({ type: 'text' as const, text: content });

test.each<[string, CallToolResult, object]>([
  ['text', { content: [text('a'), text('b')] }, { status: 'success', text: 'a\nb' }],
  ['nothing', { content: [] }, { status: 'success' }],
  ['data alone', { content: [], structuredContent: { a: 1 } }, { status: 'success', data: { a: 1 } }],
  [
    'data that the text repeats as JSON',
    { content: [text('{ "a": 1 }')], structuredContent: { a: 1 } },
    { status: 'success', data: { a: 1 } },
  ],
  [
    'data with the text in it',
    { content: [text('the file')], structuredContent: { content: 'the file' } },
    { status: 'success', data: { content: 'the file' } },
  ],
  [
    'data, and text of its own',
    { content: [text('See the data.')], structuredContent: { a: 1 } },
    { status: 'success', data: { a: 1 }, text: 'See the data.' },
  ],
  ['a failure', { content: [text('no')], isError: true }, { status: 'error', error: 'no' }],
  [
    'a failure without a word',
    { content: [], isError: true },
    { status: 'error', error: 'The tool failed and did not say why.' },
  ],
  [
    'what a model cannot read',
    {
      content: [
        { type: 'image', mimeType: 'image/png', data: 'AAAA' },
        { type: 'audio', mimeType: 'audio/wav', data: 'AAAAAA==' },
        { type: 'resource_link', uri: 'file:///a', name: 'a' },
        { type: 'resource', resource: { uri: 'x://b', mimeType: 'application/pdf', blob: 'AAAA' } },
        { type: 'resource', resource: { uri: 'x://c', text: 'words' } },
      ],
    },
    {
      status: 'success',
      text: '[x://c]\nwords',
      attachments: [
        { type: 'image', mimeType: 'image/png', bytes: 3 },
        { type: 'audio', mimeType: 'audio/wav', bytes: 4 },
        { type: 'resource', uri: 'file:///a', name: 'a' },
        { type: 'resource', uri: 'x://b', mimeType: 'application/pdf', bytes: 3 },
      ],
    },
  ],
])('%s', (_what, result, expected) => {
  expect(decodeResult(result)).toEqual(expected);
});
