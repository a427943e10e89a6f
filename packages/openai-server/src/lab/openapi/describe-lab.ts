import { describeSchemas, type OpenApiPart } from '../../openapi/openapi-part.ts';
import { labPaths, labTags } from './lab-paths.ts';
import { labSchemas, sharedSchemas } from './lab-schemas.ts';

/** The routes of `createLabRouter`, for the option `describe` of `createOpenAIRouter`. */
export function describeLab(): OpenApiPart {
  return { tags: labTags, paths: labPaths, schemas: describeSchemas(labSchemas, sharedSchemas) };
}
