import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fixtureTools, outputFixtures, type OutputFixture } from './__fixtures__/outputs.ts';
import { chooseOutputParser, type OutputEvent } from './index.ts';

type Family = Pick<OutputFixture, 'template' | 'reasoning' | 'toolless'>;

/** Events of an output that arrives in these chunks. */
function parseRaw(fixture: Family, chunks: readonly string[]): OutputEvent[] {
  let ids = 0;
  const parser = chooseOutputParser(fixture.template, {
    tools: fixture.toolless ? [] : fixtureTools,
    reasoning: fixture.reasoning,
    createId: () => `id-${ids++}`,
  })!;
  return [...chunks.flatMap((chunk) => parser.push(chunk)), ...parser.end()];
}

/** The same, deltas that follow each other joined. */
function parse(fixture: Family, chunks: readonly string[]): OutputEvent[] {
  const merged: OutputEvent[] = [];
  for (const event of parseRaw(fixture, chunks)) {
    const last = merged.at(-1);
    if (last?.type === 'text-delta' && event.type === 'text-delta') last.text += event.text;
    else if (last?.type === 'reasoning-delta' && event.type === 'reasoning-delta') last.text += event.text;
    else if (last?.type === 'tool-call-delta' && event.type === 'tool-call-delta') last.arguments += event.arguments;
    else merged.push({ ...event });
  }
  return merged;
}

interface Parsed {
  content: string;
  thoughts: string;
  calls: { id: string; name: string; arguments: string; ended: boolean }[];
}

function summarise(events: readonly OutputEvent[]): Parsed {
  const parsed: Parsed = { content: '', thoughts: '', calls: [] };
  for (const event of events) {
    if (event.type === 'text-delta') parsed.content += event.text;
    else if (event.type === 'reasoning-delta') parsed.thoughts += event.text;
    else if (event.type === 'turn-end') continue;
    else if (event.type === 'tool-call-start') {
      expect(event.index).toBe(parsed.calls.length);
      parsed.calls.push({ id: event.id, name: event.name, arguments: '', ended: false });
    } else {
      const call = parsed.calls[event.index]!;
      expect(call.ended).toBe(false);
      if (event.type === 'tool-call-delta') call.arguments += event.arguments;
      else call.ended = true;
    }
  }
  return parsed;
}

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Cuts a text anywhere between characters. */
function chunksOf(text: string): fc.Arbitrary<string[]> {
  const characters = Array.from(text);
  return fc.array(fc.integer({ min: 0, max: characters.length }), { maxLength: 30 }).map((cuts) => {
    const places = [0, ...cuts.toSorted((a, b) => a - b), characters.length];
    return places.slice(1).map((place, index) => characters.slice(places[index], place).join(''));
  });
}

const templates = [...new Set(outputFixtures.map(({ template }) => template))];

describe.each(outputFixtures)('$template: $name', (fixture) => {
  const whole = parse(fixture, [fixture.output]);

  it('is taken apart', () => {
    const { content, thoughts, calls } = summarise(whole);
    expect({ content, thoughts }).toEqual({ content: fixture.content, thoughts: fixture.thoughts ?? '' });
    expect(calls.map((call) => ({ name: call.name, arguments: jsonOrText(call.arguments) }))).toEqual(
      fixture.calls.map((call) => ({ name: call.name, arguments: call.arguments })),
    );
    for (const [index, { id }] of fixture.calls.entries()) if (id !== undefined) expect(calls[index]?.id).toBe(id);
    expect(calls.every(({ ended }) => ended)).toBe(true);
  });

  it('gives the same events one character at a time', () => {
    expect(parse(fixture, Array.from(fixture.output))).toEqual(whole);
  });

  it('gives the same events however it is cut', () => {
    fc.assert(
      fc.property(chunksOf(fixture.output), (chunks) => {
        expect(parse(fixture, chunks)).toEqual(whole);
      }),
    );
  });

  it('places content where it stood', () => {
    const texts = parseRaw(fixture, Array.from(fixture.output)).filter((event) => event.type === 'text-delta');
    expect(texts.filter(({ text, at }) => !fixture.output.startsWith(text, at))).toEqual([]);
  });

  it('survives being broken off anywhere', () => {
    const characters = Array.from(fixture.output);
    for (let length = 0; length < characters.length; length++) {
      const { calls } = summarise(parse(fixture, characters.slice(0, length)));
      expect(calls.every(({ ended }) => ended)).toBe(true);
    }
  });
});

it('streams arguments as they come', () => {
  const parser = chooseOutputParser('<tool_call>', { tools: fixtureTools })!;
  parser.push('<tool_call>{"name": "get_weather", "arguments": {"ci');
  expect(parser.push('ty": "Par')).toEqual([{ type: 'tool-call-delta', index: 0, arguments: 'ty": "Par' }]);
});

it('holds back only what may be markup', () => {
  const parser = chooseOutputParser('<tool_call>', { tools: fixtureTools })!;
  expect(parser.push('a <tool')).toEqual([{ type: 'text-delta', text: 'a', at: 0 }]);
  expect(parser.push('box>')).toEqual([{ type: 'text-delta', text: ' <toolbox>', at: 1 }]);
});

it('lets JSON that is no call stream', () => {
  const parser = chooseOutputParser(undefined, { tools: fixtureTools })!;
  expect(parser.push('{"colour": "re')).toEqual([{ type: 'text-delta', text: '{"colour": "re', at: 0 }]);
});

it('is not there when there is nothing to take apart', () => {
  expect(chooseOutputParser('<|im_start|>')).toBeUndefined();
  expect(chooseOutputParser('<tool_call>', { tools: [] })).toBeUndefined();
  expect(chooseOutputParser('<think>', { reasoning: 'none' })).toBeUndefined();
});

describe.each(templates)('anything at all after %j', (template) => {
  // Markup of every family, whole calls, pieces of calls, and words that can be found again.
  const markup = outputFixtures.flatMap(({ output }) => output.match(/<[^<>]{1,40}>|\[[A-Z/_]+\]/g) ?? []);
  const pieces = fc.oneof(
    fc.constantFrom(...new Set(markup)),
    fc.constantFrom(
      '{"name": "get_weather", "arguments": {"city": "x"}}',
      '{"name": "get_weather"',
      ', "arguments": {',
    ),
    fc.constantFrom('[', ']', '{', '}', '"', ',', ':', ';', '```', '```json', '\n', ' ', 'functools', 'function', '\\'),
    fc.constantFrom('call:get_weather{', 'city:', 'get_weather(', 'city=', '(', ')', "'", '<|"|>', 'get_weather'),
    fc.nat(99).map((number) => `word${number}.`),
    fc.string({ unit: 'grapheme', maxLength: 5 }),
  );
  const soup = fc.array(pieces, { maxLength: 14 });
  const reasoning = fc.constantFrom('allowed', 'opened', 'none' as const);

  it('gives the same events however it is cut', () => {
    fc.assert(
      fc.property(soup, reasoning, fc.infiniteStream(fc.nat(6)), (parts, mode, sizes) => {
        const text = parts.join('');
        const characters = Array.from(text);
        const chunks: string[] = [];
        while (characters.length > 0) chunks.push(characters.splice(0, sizes.next().value as number).join(''));
        expect(parse({ template, reasoning: mode }, chunks)).toEqual(parse({ template, reasoning: mode }, [text]));
      }),
      { numRuns: 200 },
    );
  });

  it('loses no word', () => {
    fc.assert(
      fc.property(soup, reasoning, (parts, mode) => {
        const text = parts.join('');
        const { content, thoughts, calls } = summarise(parse({ template, reasoning: mode }, [text]));
        const kept = [content, thoughts, ...calls.flatMap((call) => [call.id, call.name, call.arguments])].join('\n');
        for (const [word] of text.matchAll(/word\d+/g)) expect(kept).toContain(word);
      }),
      { numRuns: 200 },
    );
  });
});
