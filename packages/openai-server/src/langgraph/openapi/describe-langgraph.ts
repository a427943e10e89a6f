import { describeSchemas, type OpenApiPart } from '../../openapi/openapi-part.ts';
import { langGraphPaths, langGraphTags } from './langgraph-paths.ts';
import { langGraphSchemas } from './langgraph-schemas.ts';

/** The routes of `createLabRouter().langGraph`, for the option `describe` of `createOpenAIRouter`. */
export function describeLangGraph(): OpenApiPart {
  return { tags: langGraphTags, paths: langGraphPaths, schemas: describeSchemas(langGraphSchemas) };
}
