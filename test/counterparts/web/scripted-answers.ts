import { textOf, type GenerateRequest } from '@tuneloop/protocol';
import type { ScriptedReply, ScriptStep } from '@tuneloop/runtime/scripted';

/*
 * What the scripted model answers to the questions of the tests of the web app.
 */

const rich = `# Heading

Some *emphasis*, \`code\`, and a formula: \\(a^2 + b^2\\).

| name | value |
| --- | --- |
| one | 1 |

\`\`\`ts
const answer: number = 42;
\`\`\`

1. first
2. second
`;

/** What must neither run nor be fetched. */
export const hostile = `<img src="/x" onerror="window.ran=1"><script>window.ran=1</script>

[a](javascript:window.ran=1) [b](data:text/html,<script>window.ran=1</script>) ![beacon](https://evil.example/beacon.png)

| a | b |
| --- | --- |
| <b onclick="window.ran=1">x</b> | ${'y'.repeat(5000)} |

\`\`\`html
<script>window.ran=1</script>

**unfinished`;

const slow: ScriptStep[] = Array.from({ length: 40 }, (_, index) => [
  { delayMs: 100 },
  { text: `word${index} ` },
]).flat();

const runCode = { name: 'run_code', arguments: { language: 'javascript', code: '6 * 7' }, id: 'call_1' };

const answers: Readonly<Record<string, ScriptedReply>> = {
  rich,
  hostile,
  slow: { steps: slow },
  think: { steps: [{ reasoning: 'Let me see.' }, { delayMs: 200 }, { text: 'Thought about it.' }] },
  long: Array.from({ length: 200 }, (_, index) => `Paragraph ${index}.`).join('\n\n'),
};

/** By the first word of what was asked; a tool is called once. */
export function scriptedAnswer(request: GenerateRequest): ScriptedReply {
  const { prompt } = request;
  if (prompt.type !== 'messages') return 'No messages.';
  const last = prompt.messages.at(-1)!;
  if (last.role === 'tool') return `The tool answered: ${textOf(last.content)}`;
  const said = textOf(last.content ?? '');
  if (said.startsWith('tool')) return { steps: [{ text: 'I will compute it.' }, { toolCall: runCode }] };
  return answers[said.split(/\s/)[0]!] ?? `You said: ${said}`;
}
