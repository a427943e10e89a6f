import { setTimeout } from 'node:timers/promises';
import type { Message } from '@langchain/langgraph-sdk';
import { useStream } from '@langchain/langgraph-sdk/react';
import { Window } from 'happy-dom';
import { createElement, type ReactNode } from 'react';
import { expect, test, vi } from 'vitest';
import { startLab } from '../../test/lab-rig.ts';
import { clientOf, shown } from '../../test/langgraph-rig.ts';
import { createTestExecutor } from '../../test/test-executor.ts';
import { calls } from '../../test/tool-loop-rig.ts';

interface State extends Record<string, unknown> {
  messages: Message[];
}

type Stream = ReturnType<typeof useStream<State>>;

/** A page with the hook alone, as Agent Chat UI calls it. */
async function open(
  apiUrl: string,
): Promise<{ now: () => Stream; thread: () => string | undefined; close(): Promise<void> }> {
  const window = new Window();
  vi.stubGlobal('window', window);
  vi.stubGlobal('document', window.document);
  const { createRoot } = await import('react-dom/client');
  let stream: Stream | undefined;
  let thread: string | undefined;
  const Page = (): ReactNode => {
    stream = useStream<State>({
      apiUrl,
      assistantId: 'agent',
      threadId: thread ?? null,
      fetchStateHistory: true,
      onThreadId: (id) => {
        thread = id;
      },
    });
    void stream.messages;
    return null;
  };
  const root = createRoot(window.document.createElement('div') as never);
  const render = (): void => root.render(createElement(Page));
  render();
  const repeat = setInterval(render, 10);
  await vi.waitFor(() => expect(stream).toBeDefined());
  return {
    now: () => stream!,
    thread: () => thread,
    close: async () => {
      clearInterval(repeat);
      root.unmount();
      // What React has planned still looks for the window.
      await setTimeout(30);
      await window.happyDOM.close();
    },
  };
}

const submitOptions = { streamMode: ['values'], streamSubgraphs: true, streamResumable: true } as never;

test('useStream: streaming, a tool, an approval, another answer, and the branches of both', async () => {
  const executor = createTestExecutor({ erase: { decision: 'ask', run: () => ({ status: 'success' }) } });
  const lab = await startLab({
    tools: executor,
    replies: [calls(['erase', { path: '/x' }, 'e']), 'Gone.', 'It is gone.'],
  });
  const page = await open(lab.server.url);
  const messages = (): string[] => shown(page.now().messages);
  const settled = (check: () => void): Promise<void> =>
    vi.waitFor(() => {
      expect(page.now()).toMatchObject({ isLoading: false, error: undefined });
      check();
    });

  const question = { id: 'q1', type: 'human', content: [{ type: 'text', text: 'Erase it' }] } as Message;
  void page.now().submit({ messages: [question] }, submitOptions);
  await settled(() => expect(messages()).toEqual(['human: Erase it', 'ai: erase({"path":"/x"})']));
  expect(page.now().interrupt?.value).toMatchObject({ action_request: { action: 'erase', args: { path: '/x' } } });
  expect((await clientOf(lab).threads.search({ metadata: { graph_id: 'agent' } }))[0]?.thread_id).toBe(page.thread());

  void page.now().submit({}, { command: { resume: [{ type: 'accept', args: null }] } });
  await settled(() => expect(messages().slice(2)).toEqual(['tool: erase', 'ai: Gone.']));
  expect(page.now().interrupt).toBeUndefined();

  const before = page.now().getMessagesMetadata(page.now().messages.at(-1)!)!.firstSeenState!.parent_checkpoint!;
  void page.now().submit(undefined, { checkpoint: before, ...(submitOptions as object) });
  await settled(() => expect(messages().slice(2)).toEqual(['tool: erase', 'ai: It is gone.']));

  const { branch, branchOptions } = page.now().getMessagesMetadata(page.now().messages.at(-1)!)!;
  expect(branchOptions).toHaveLength(2);
  page.now().setBranch(branchOptions!.find((option) => option !== branch)!);
  await settled(() => expect(messages().slice(2)).toEqual(['tool: erase', 'ai: Gone.']));
  await page.close();
});
