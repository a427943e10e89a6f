import { toolDefinitionSchema } from '@tuneloop/protocol';
import { expect, test } from 'vitest';
import { judgeTool } from '../policy/judge.ts';
import { defaultToolPolicy } from '../policy/default-policy.ts';
import { createTools } from './create-tools.ts';

test('by default reading runs, and a person is asked about all else', () => {
  const decisions = Object.fromEntries(
    createTools().map((tool) => [tool.name, judgeTool(tool, defaultToolPolicy).decision]),
  );
  expect(decisions).toEqual({
    read_file: 'allow',
    list_contents: 'allow',
    search_files: 'allow',
    calculate_directory_size: 'allow',
    get_file_info: 'allow',
    get_current_directory: 'allow',
    find_in_files: 'allow',
    write_file: 'ask',
    create_directory: 'ask',
    move_file: 'ask',
    copy_file: 'ask',
    delete_file: 'ask',
    lookup_hostname: 'ask',
    measure_http_latency: 'ask',
    http_request: 'ask',
    run_code: 'ask',
  });
});

test.each(createTools())('$name can be handed to any server', (tool) => {
  expect(toolDefinitionSchema.safeParse(tool).success).toBe(true);
  const { type, additionalProperties, properties } = tool.parameters as Record<string, object>;
  expect({ type, additionalProperties }).toEqual({ type: 'object', additionalProperties: false });
  expect(JSON.stringify(tool.parameters)).not.toContain('9007199254740991');
  expect(Object.keys(properties!).every((name) => /^[a-z_]+$/.test(name))).toBe(true);
});
