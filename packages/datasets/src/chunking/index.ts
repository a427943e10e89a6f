export { chunkText, type Chunk, type ChunkOptions } from './chunk-text.ts';
