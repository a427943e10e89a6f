import { describeEventStream } from '../openapi/event-stream.ts';
import type { TrainingComponentName } from './openapi-components.ts';

type Json = Record<string, unknown>;

const refTo = (name: TrainingComponentName | 'Error'): Json => ({ $ref: `#/components/schemas/${name}` });

const responses = (content: Json): Json => ({
  200: { description: 'The answer.', content },
  default: { description: 'What went wrong.', content: { 'application/json': { schema: refTo('Error') } } },
});

const json = (name: TrainingComponentName): Json => responses({ 'application/json': { schema: refTo(name) } });

const runId: Json = {
  name: 'id',
  in: 'path',
  required: true,
  description: 'The id of a run.',
  schema: { type: 'string' },
};

const tags = ['Training'];

const example: Json = {
  data: { file: 'file-1' },
  name: 'support',
  settings: { method: 'sft', epochs: 2 },
};

export const trainingTag = {
  name: 'Training',
  description: 'Adapters from data, with everything around it; on servers that train.',
};

/** The operations on runs. Keys need the scope `train` or `admin`. */
export const trainingPaths: Json = {
  '/v1/training/plan': {
    post: {
      operationId: 'planTraining',
      tags,
      summary: 'Say what a training would take: rows, tokens, steps, memory, time. Nothing of it stays.',
      description:
        'The rows are checked and their tokens counted, which can take a while. With `stream` the answer is server-sent ' +
        'events: `progress` as often as there is some, then `plan` with what is answered otherwise, or `error`. Whoever ' +
        'goes away stops it.',
      requestBody: {
        required: true,
        content: {
          'application/json': { schema: refTo('TrainingPlanRequest'), examples: { example: { value: example } } },
        },
      },
      responses: json('TrainingPlan'),
    },
  },
  '/v1/training/runs': {
    post: {
      operationId: 'submitTrainingRun',
      tags,
      summary: 'Train an adapter, measure it, and let it go live where it is better.',
      parameters: [
        {
          name: 'Idempotency-Key',
          in: 'header',
          description: 'The same key gives the run that is there already.',
          schema: { type: 'string', maxLength: 200 },
        },
      ],
      requestBody: {
        required: true,
        content: {
          'application/json': { schema: refTo('TrainingRequest'), examples: { example: { value: example } } },
        },
      },
      responses: json('TrainingRun'),
    },
    get: {
      operationId: 'listTrainingRuns',
      tags,
      summary: 'List the runs, the latest first.',
      parameters: [
        {
          name: 'limit',
          in: 'query',
          description: 'Runs at most.',
          schema: { type: 'integer', minimum: 1, maximum: 100, default: 20 },
        },
      ],
      responses: json('TrainingRunList'),
    },
  },
  '/v1/training/runs/{id}': {
    get: {
      operationId: 'retrieveTrainingRun',
      tags,
      summary: 'Show a run with its steps and what they have found.',
      parameters: [runId],
      responses: json('TrainingRun'),
    },
  },
  '/v1/training/runs/{id}/cancel': {
    post: {
      operationId: 'cancelTrainingRun',
      tags,
      summary: 'Stop a run; what was trained by then is kept.',
      parameters: [runId],
      responses: json('TrainingRun'),
    },
  },
  '/v1/training/runs/{id}/pause': {
    post: {
      operationId: 'pauseTrainingRun',
      tags,
      summary: 'Stop a run that is to go on later: as `cancel`, but it is shown as `paused`.',
      parameters: [runId],
      responses: json('TrainingRun'),
    },
  },
  '/v1/training/runs/{id}/resume': {
    post: {
      operationId: 'resumeTrainingRun',
      tags,
      summary: 'Go on with a run that failed, was stopped or paused.',
      parameters: [runId],
      responses: json('TrainingRun'),
    },
  },
  '/v1/training/runs/{id}/events': {
    get: {
      operationId: 'streamTrainingEvents',
      tags,
      summary: 'Replay what happened in a run, and follow what happens, until it has ended.',
      parameters: [
        runId,
        {
          name: 'after',
          in: 'query',
          description: 'Begin behind this event; the header Last-Event-ID says the same.',
          schema: { type: 'integer', minimum: 0 },
        },
      ],
      responses: {
        ...responses(
          describeEventStream({ description: 'Events whose id is their position and whose name is their type.' }),
        ),
        204: { description: 'All has ended, and nothing is behind `after`: do not connect again.' },
      },
    },
  },
  '/v1/training/runs/{id}/log': {
    get: {
      operationId: 'retrieveTrainingLog',
      tags,
      summary: "Show what the trainer's programs said: the end, or what follows a position.",
      parameters: [
        runId,
        {
          name: 'after',
          in: 'query',
          description: 'A position in bytes, the `to` of an earlier answer.',
          schema: { type: 'integer', minimum: 0 },
        },
      ],
      responses: json('TrainingLog'),
    },
  },
  '/v1/training/runs/{id}/evaluation': {
    get: {
      operationId: 'retrieveTrainingEvaluation',
      tags,
      summary: 'Show what was measured before and after, with answers of both.',
      parameters: [runId],
      responses: json('TrainingEvaluation'),
    },
  },
  '/v1/training/runs/{id}/report': {
    get: {
      operationId: 'retrieveTrainingReport',
      tags,
      summary: 'Show the report of a run.',
      parameters: [runId],
      responses: json('TrainingReport'),
    },
  },
};
