import { uploadPurposes } from './file-purpose.ts';
import type { FileComponentName } from './openapi-components.ts';

type Json = Record<string, unknown>;

const refTo = (name: FileComponentName | 'Error'): Json => ({ $ref: `#/components/schemas/${name}` });

const responses = (content: Json): Json => ({
  200: { description: 'The answer.', content },
  default: { description: 'What went wrong.', content: { 'application/json': { schema: refTo('Error') } } },
});

const json = (name: FileComponentName): Json => responses({ 'application/json': { schema: refTo(name) } });

const fileId: Json = {
  name: 'id',
  in: 'path',
  required: true,
  description: 'The id of a file.',
  schema: { type: 'string' },
};

const query = (name: string, description: string, schema: Json = { type: 'string' }): Json => ({
  name,
  in: 'query',
  description,
  schema,
});

const uploadForm: Json = {
  type: 'object',
  required: ['file', 'purpose'],
  additionalProperties: false,
  properties: {
    file: { type: 'string', contentMediaType: 'application/octet-stream' },
    purpose: { enum: uploadPurposes, description: '`fine-tune`: JSONL, whose lines are checked.' },
    'expires_after[anchor]': { const: 'created_at' },
    'expires_after[seconds]': { type: 'integer', minimum: 3600, maximum: 2_592_000 },
  },
  dependentRequired: {
    'expires_after[anchor]': ['expires_after[seconds]'],
    'expires_after[seconds]': ['expires_after[anchor]'],
  },
};

const tags = ['Fine-tuning'];

/** The operations on files. Keys need the scope `train` or `admin`. */
export const filePaths: Json = {
  '/v1/files': {
    post: {
      operationId: 'uploadFile',
      tags,
      summary: 'Upload a file, such as training data.',
      requestBody: { required: true, content: { 'multipart/form-data': { schema: uploadForm } } },
      responses: json('File'),
    },
    get: {
      operationId: 'listFiles',
      tags,
      summary: 'List the files, the latest first.',
      parameters: [
        query('purpose', 'With this purpose only.'),
        query('order', 'By the time when they came.', { enum: ['asc', 'desc'], default: 'desc' }),
        query('after', 'The id of the last file of the page before.'),
        query('limit', 'Files on a page.', { type: 'integer', minimum: 1, maximum: 10_000, default: 10_000 }),
      ],
      responses: json('FileList'),
    },
  },
  '/v1/files/{id}/content': {
    get: {
      operationId: 'downloadFile',
      tags,
      summary: 'What a file holds.',
      parameters: [fileId],
      responses: responses({ 'application/octet-stream': { schema: { type: 'string' } } }),
    },
  },
  '/v1/files/{id}': {
    get: { operationId: 'retrieveFile', tags, summary: 'Show a file.', parameters: [fileId], responses: json('File') },
    delete: {
      operationId: 'deleteFile',
      tags,
      summary: 'Delete a file.',
      parameters: [fileId],
      responses: json('DeletedFile'),
    },
  },
};
