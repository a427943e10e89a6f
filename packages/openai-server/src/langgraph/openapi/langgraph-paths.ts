import { describeEventStream } from '../../openapi/event-stream.ts';

type Json = Record<string, unknown>;

const refTo = (name: string): Json => ({ $ref: `#/components/schemas/${name}` });

const json = (name: string): Json => ({ 'application/json': { schema: refTo(name) } });

const failed = { default: { description: 'What went wrong.', content: json('GraphError') } };

const answered = (content: Json): Json => ({ 200: { description: 'The answer.', content }, ...failed });

const done = (status: number): Json => ({ [status]: { description: 'Done.' }, ...failed });

const stream: Json = describeEventStream({
  description:
    'Events `metadata`, `values`, `updates`, `messages` (tuples), `messages/partial`, `messages/complete`, `custom`, ' +
    '`events`, `tools`, as `stream_mode` says, then `error` if it failed, then `end`. Each has an id for `Last-Event-ID`.',
});

const body = (name: string, example: unknown): Json => ({
  required: true,
  content: { 'application/json': { schema: refTo(name), examples: { example: { value: example } } } },
});

const inPath = (name: string, description: string, schema: Json = { type: 'string' }): Json => ({
  name,
  in: 'path',
  required: true,
  description,
  schema,
});

const inQuery = (name: string, schema: Json): Json => ({ name, in: 'query', schema });

const tags = ['Threads'];

export const langGraphTags: readonly { name: string; description: string }[] = [
  {
    name: 'Threads',
    description: 'The LangGraph server API over stored conversations, for LangChain’s Agent Chat UI and SDKs.',
  },
];

const assistant = [inPath('assistant', '`agent`, the id of an assistant, or the name of a model.')];
const thread = [
  inPath('thread', 'The id of a thread, which is that of a stored conversation.', {
    type: 'string',
    pattern: '^[\\w.-]{1,100}$',
  }),
];
const run = [...thread, inPath('run', 'The id of a run.')];
const flag: Json = { enum: ['0', '1'], default: '0' };
const leaving = inQuery('cancel_on_disconnect', flag);
const lastEventId: Json = { name: 'Last-Event-ID', in: 'header', schema: { type: 'string' } };
const question = { messages: [{ type: 'human', content: 'Hello' }] };
const runBody = body('GraphRunRequest', { assistant_id: 'agent', input: question, stream_mode: ['values'] });

interface Operation {
  summary: string;
  /** Left out: a key, if the server has any. */
  security?: readonly Json[];
  parameters?: Json[];
  requestBody?: Json;
  responses: Json;
}

const operation = (operationId: string, { summary, ...rest }: Operation): Json => ({
  operationId,
  tags,
  summary,
  ...rest,
});

const assistants: Json = {
  '/info': {
    get: operation('getGraphInfo', { summary: 'Whether there is a server.', responses: answered(json('GraphInfo')) }),
  },
  '/ok': {
    get: operation('getOk', { summary: 'Whether it answers.', security: [], responses: answered(json('GraphOk')) }),
  },
  '/assistants': {
    get: operation('listAssistants', { summary: 'List them.', responses: answered(json('GraphAssistantList')) }),
  },
  '/assistants/search': {
    post: operation('searchAssistants', {
      summary: '`agent`, which uses the default model, and one for each model.',
      requestBody: body('GraphAssistantSearch', { graph_id: 'agent' }),
      responses: answered(json('GraphAssistantList')),
    }),
  },
  '/assistants/count': {
    post: operation('countAssistants', {
      summary: 'How many there are.',
      requestBody: body('GraphAssistantSearch', {}),
      responses: answered(json('GraphCount')),
    }),
  },
  '/assistants/{assistant}': {
    get: operation('retrieveAssistant', {
      summary: 'Read one.',
      parameters: assistant,
      responses: answered(json('GraphAssistant')),
    }),
  },
  '/assistants/{assistant}/graph': {
    get: operation('drawAssistant', {
      summary: 'Its graph.',
      parameters: assistant,
      responses: answered(json('GraphDrawing')),
    }),
  },
  '/assistants/{assistant}/schemas': {
    get: operation('describeAssistant', {
      summary: 'JSON Schemas of its state and settings.',
      parameters: assistant,
      responses: answered(json('GraphSchemas')),
    }),
  },
  '/assistants/{assistant}/subgraphs': {
    get: operation('listSubgraphs', {
      summary: 'It has none.',
      parameters: assistant,
      responses: answered(json('GraphRecord')),
    }),
  },
};

const threads: Json = {
  '/threads': {
    post: operation('createThread', {
      summary: 'Begin one.',
      requestBody: body('GraphNewThread', { metadata: { topic: 'ships' } }),
      responses: answered(json('GraphThread')),
    }),
  },
  '/threads/search': {
    post: operation('searchThreads', {
      summary: 'Find them; the one that was changed last comes first.',
      requestBody: body('GraphThreadSearch', { status: 'idle' }),
      responses: answered(json('GraphSelectedThreads')),
    }),
  },
  '/threads/count': {
    post: operation('countThreads', {
      summary: 'How many are found.',
      requestBody: body('GraphThreadSearch', {}),
      responses: answered(json('GraphCount')),
    }),
  },
  '/threads/{thread}': {
    get: operation('retrieveThread', {
      summary: 'Read it.',
      parameters: thread,
      responses: answered(json('GraphThread')),
    }),
    patch: operation('changeThread', {
      summary: 'Add to its metadata.',
      parameters: thread,
      requestBody: body('GraphThreadChange', { metadata: { topic: 'boats' } }),
      responses: answered(json('GraphThread')),
    }),
    delete: operation('deleteThread', { summary: 'Delete it for good.', parameters: thread, responses: done(204) }),
  },
  '/threads/{thread}/copy': {
    post: operation('copyThread', {
      summary: 'Another with the same messages.',
      parameters: thread,
      responses: answered(json('GraphThread')),
    }),
  },
  '/threads/{thread}/history': {
    get: operation('listStates', {
      summary: 'Every state of every branch, the latest first.',
      parameters: [
        ...thread,
        inQuery('limit', { type: 'integer', minimum: 1, maximum: 1000, default: 10 }),
        inQuery('before', { type: 'string' }),
      ],
      responses: answered(json('GraphStateList')),
    }),
    post: operation('searchStates', {
      summary: 'Every state of every branch, the latest first.',
      parameters: thread,
      requestBody: body('GraphHistoryRequest', { limit: 100 }),
      responses: answered(json('GraphStateList')),
    }),
  },
  '/threads/{thread}/state': {
    get: operation('retrieveState', {
      summary: 'Where it stands.',
      parameters: thread,
      responses: answered(json('GraphState')),
    }),
    post: operation('updateState', {
      summary: 'Add messages without running anything.',
      parameters: thread,
      requestBody: body('GraphStateUpdate', { values: question }),
      responses: answered(json('GraphStateUpdated')),
    }),
  },
  '/threads/{thread}/state/checkpoint': {
    post: operation('retrieveStateAt', {
      summary: 'Where it stood.',
      parameters: thread,
      requestBody: body('GraphStateQuestion', {
        checkpoint: { checkpoint_id: '019f0000-0000-7000-8000-000000000000' },
      }),
      responses: answered(json('GraphState')),
    }),
  },
  '/threads/{thread}/state/{checkpoint}': {
    get: operation('retrieveStateById', {
      summary: 'Where it stood.',
      parameters: [...thread, inPath('checkpoint', 'The id of a checkpoint.')],
      responses: answered(json('GraphState')),
    }),
  },
};

const runs: Json = {
  '/threads/{thread}/runs': {
    get: operation('listRuns', {
      summary: 'Those that the server remembers, the latest first.',
      parameters: [
        ...thread,
        inQuery('limit', { type: 'integer', minimum: 1, maximum: 1000, default: 10 }),
        inQuery('offset', { type: 'integer', minimum: 0, default: 0 }),
        inQuery('status', { type: 'string' }),
      ],
      responses: answered(json('GraphRunList')),
    }),
    post: operation('createRun', {
      summary: 'Begin one, and wait for nothing.',
      parameters: thread,
      requestBody: runBody,
      responses: answered(json('GraphRun')),
    }),
  },
  '/threads/{thread}/runs/stream': {
    post: operation('streamRun', {
      summary: 'Begin one and follow it; it goes on when the client leaves, unless `on_disconnect` says otherwise.',
      parameters: thread,
      requestBody: runBody,
      responses: answered(stream),
    }),
  },
  '/threads/{thread}/runs/wait': {
    post: operation('waitRun', {
      summary: 'Begin one and wait for its end.',
      parameters: thread,
      requestBody: runBody,
      responses: answered(json('GraphRunOutcome')),
    }),
  },
  '/threads/{thread}/runs/{run}': {
    get: operation('retrieveRun', { summary: 'Read it.', parameters: run, responses: answered(json('GraphRun')) }),
    delete: operation('deleteRun', {
      summary: 'Forget it; one that is under way is cancelled.',
      parameters: run,
      responses: done(204),
    }),
  },
  '/threads/{thread}/runs/{run}/join': {
    get: operation('joinRun', {
      summary: 'Wait for its end.',
      parameters: [...run, leaving],
      responses: answered(json('GraphRunOutcome')),
    }),
  },
  '/threads/{thread}/runs/{run}/stream': {
    get: operation('joinRunStream', {
      summary: 'What it tells, behind `Last-Event-ID` or from its beginning.',
      parameters: [...run, inQuery('stream_mode', { type: 'array', items: { type: 'string' } }), leaving, lastEventId],
      responses: answered(stream),
    }),
  },
  '/threads/{thread}/runs/{run}/cancel': {
    post: operation('cancelRun', {
      summary: 'End it; what had come is kept, unless it is rolled back.',
      parameters: [
        ...run,
        inQuery('wait', flag),
        inQuery('action', { enum: ['interrupt', 'rollback'], default: 'interrupt' }),
      ],
      responses: { ...done(202), 204: { description: 'Done, with `wait`.' } },
    }),
  },
  '/runs': {
    post: operation('createStatelessRun', {
      summary: 'The same in a thread of its own, which is deleted unless `on_completion` is `keep`.',
      requestBody: runBody,
      responses: answered(json('GraphRun')),
    }),
  },
  '/runs/stream': {
    post: operation('streamStatelessRun', {
      summary: 'The same, followed.',
      requestBody: runBody,
      responses: answered(stream),
    }),
  },
  '/runs/wait': {
    post: operation('waitStatelessRun', {
      summary: 'The same, waited for.',
      requestBody: runBody,
      responses: answered(json('GraphRunOutcome')),
    }),
  },
  '/runs/{run}/stream': {
    get: operation('joinStatelessRunStream', {
      summary: 'What a run tells, of whichever thread.',
      parameters: [
        inPath('run', 'The id of a run.'),
        inQuery('stream_mode', { type: 'array', items: { type: 'string' } }),
        leaving,
        lastEventId,
      ],
      responses: answered(stream),
    }),
  },
};

/** The operations of the LangGraph server API. */
export const langGraphPaths: Json = { ...assistants, ...threads, ...runs };
