import { describeEventStream } from '../../openapi/event-stream.ts';

type Json = Record<string, unknown>;

const refTo = (name: string): Json => ({ $ref: `#/components/schemas/${name}` });

const json = (name: string): Json => ({ 'application/json': { schema: refTo(name) } });

const answered = (content: Json, description = 'The answer.'): Json => ({
  200: { description, content },
  default: { description: 'What went wrong.', content: json('Error') },
});

const labEvents = describeEventStream({
  description: 'Events named by the type of their data; `error` ends a stream that failed.',
  data: ['LabEvent', 'Error'],
});

const body = (name: string, example: Json, stream?: Json): Json => ({
  required: true,
  content: {
    'application/json': {
      schema: refTo(name),
      examples: { example: { value: example }, ...(stream && { stream: { value: stream } }) },
    },
  },
});

const hello = { messages: [{ role: 'user', content: 'Hello' }], max_tokens: 50 };

const inPath = (name: string, description: string): Json => ({
  name,
  in: 'path',
  required: true,
  description,
  schema: { type: 'string' },
});

const lab = ['Lab'];
const tags = ['Conversations'];

export const labTags: readonly { name: string; description: string }[] = [
  { name: 'Lab', description: 'Chats that the server keeps, and the server itself.' },
  { name: 'Conversations', description: 'What the server keeps; each API key has its own.' },
];

const conversationId = [inPath('id', 'The id of a conversation.')];

const serverPaths: Json = {
  '/health': {
    get: {
      operationId: 'getHealth',
      tags: lab,
      summary: 'How the server is.',
      security: [],
      responses: answered(json('LabHealth')),
    },
  },
  '/models': {
    get: {
      operationId: 'listLabModels',
      tags: lab,
      summary: 'Every model, with what it needs.',
      responses: answered(json('LabModelList')),
    },
  },
  '/model/switch': {
    post: {
      operationId: 'switchModel',
      tags: lab,
      summary: 'Make another model the default; conversations stay. Scope admin.',
      requestBody: body('LabSwitchRequest', { model_key: 'smollm2-135m-instruct' }),
      responses: answered({
        ...json('LabSwitched'),
        ...describeEventStream({ description: 'Events `progress`, then `done` or `error`, when `stream` is true.' }),
      }),
    },
  },
  '/chat': {
    post: {
      operationId: 'chat',
      tags: lab,
      summary: 'Answer in a stored conversation. The turn goes on when the client leaves.',
      requestBody: body('LabChatRequest', hello, { ...hello, stream: true }),
      responses: answered({ ...json('LabAnswer'), ...labEvents }, 'The answer, as a stream when `stream` is true.'),
    },
  },
  '/command': {
    post: {
      operationId: 'command',
      tags: lab,
      summary: 'Read or set `system`, `tools`, `layers` or `mem`.',
      requestBody: body('LabCommandRequest', { command: 'system' }),
      responses: answered(json('LabCommandAnswer')),
    },
  },
  '/shutdown': {
    post: {
      operationId: 'shutDown',
      tags: lab,
      summary: 'Let running requests end, then stop. Scope admin.',
      responses: answered(json('LabShutdown')),
    },
  },
  '/lab/tools': {
    get: {
      operationId: 'listLabTools',
      tags: lab,
      summary: 'What `enable_tools` brings, and what the policy says of it.',
      responses: answered(json('LabToolList')),
    },
  },
};

const conversationPaths: Json = {
  '/lab/conversations': {
    get: {
      operationId: 'listConversations',
      tags,
      summary: 'List them, the one that was changed last first.',
      parameters: [
        { name: 'after', in: 'query', description: 'The last id of the page before.', schema: { type: 'string' } },
        {
          name: 'text',
          in: 'query',
          description: 'Words, each of which the title or a message of the history holds.',
          schema: { type: 'string', maxLength: 1000 },
        },
        { name: 'limit', in: 'query', schema: { type: 'integer', minimum: 1, maximum: 100, default: 20 } },
      ],
      responses: answered(json('ConversationList')),
    },
    post: {
      operationId: 'createConversation',
      tags,
      summary: 'Begin one.',
      requestBody: body('NewConversation', { title: 'Ships' }),
      responses: answered(json('Conversation')),
    },
  },
  '/lab/conversations/{id}': {
    get: {
      operationId: 'retrieveConversation',
      tags,
      summary: 'Read it, with its messages.',
      parameters: conversationId,
      responses: answered(json('ConversationWithMessages')),
    },
    patch: {
      operationId: 'changeConversation',
      tags,
      summary: 'Change its title, its system prompt, its folder, and whether tools may be used.',
      parameters: conversationId,
      requestBody: body('ConversationChange', { title: 'Boats' }),
      responses: answered(json('Conversation')),
    },
    delete: {
      operationId: 'deleteConversation',
      tags,
      summary: 'Delete it for good; forks of it stay whole.',
      parameters: conversationId,
      responses: answered(json('DeletedConversation')),
    },
  },
  '/lab/conversations/{id}/fork': {
    post: {
      operationId: 'forkConversation',
      tags,
      summary: 'Begin another with the same messages.',
      parameters: conversationId,
      requestBody: body('ConversationFork', {}),
      responses: answered(json('Conversation')),
    },
  },
  '/lab/conversations/{id}/tree': {
    get: {
      operationId: 'readConversationTree',
      tags,
      summary: 'All that was written in it, also what was left by asking again or otherwise.',
      parameters: conversationId,
      responses: answered(json('ConversationTree')),
    },
  },
  '/lab/conversations/{id}/messages': {
    post: {
      operationId: 'addMessages',
      tags,
      summary: 'Add messages of any role behind one of its tree, or go back to one; no answer is made.',
      parameters: conversationId,
      requestBody: body('NewMessages', { messages: [{ role: 'assistant', content: 'Ahoy.' }] }),
      responses: answered(json('ConversationWithMessages')),
    },
  },
  '/lab/conversations/{id}/export': {
    get: {
      operationId: 'exportConversation',
      tags,
      summary: 'Download it: for people, whole, or as one line for fine-tuning.',
      parameters: [
        ...conversationId,
        { name: 'format', in: 'query', schema: { enum: ['text', 'json', 'jsonl'], default: 'json' } },
      ],
      responses: answered({
        ...json('ConversationWithMessages'),
        'text/plain': { schema: { type: 'string' } },
        'application/x-ndjson': { schema: { type: 'string' } },
      }),
    },
  },
  '/lab/conversations/{id}/events': {
    get: {
      operationId: 'followConversation',
      tags,
      summary: 'The turn that runs, from its beginning.',
      parameters: conversationId,
      responses: answered(labEvents),
    },
  },
  '/lab/conversations/{id}/cancel': {
    post: {
      operationId: 'cancelTurn',
      tags,
      summary: 'End the turn that runs; what had come is kept.',
      parameters: conversationId,
      responses: answered(json('CancelledRun')),
    },
  },
  '/lab/conversations/{id}/turns': {
    get: {
      operationId: 'listWaitingTurns',
      tags,
      summary: 'The turns that wait for approvals.',
      parameters: conversationId,
      responses: answered(json('WaitingTurnList')),
    },
  },
  '/lab/conversations/{id}/turns/{turn}': {
    post: {
      operationId: 'resumeTurn',
      tags,
      summary: 'Go on with a turn by what was decided; approving takes the scope admin.',
      parameters: [...conversationId, inPath('turn', 'The id of a waiting turn.')],
      requestBody: body('TurnDecisions', { decisions: { call_1: 'approve' } }),
      responses: answered({ ...json('LabAnswer'), ...labEvents }, 'The answer, as a stream when `stream` is true.'),
    },
  },
};

/** The operations of `createLabRouter`. */
export const labPaths: Json = { ...serverPaths, ...conversationPaths };
