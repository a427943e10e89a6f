import type { ToolResult } from '@tuneloop/protocol';
import type { CallToolResult, ContentBlock } from '@modelcontextprotocol/client';

/** Something that a model cannot read, named in its place. */
type Attachment =
  | { type: 'image' | 'audio'; mimeType: string; bytes: number }
  | { type: 'resource'; uri: string; name?: string; mimeType?: string; bytes?: number };

/** A result as the model gets it: text and data whole; images and sounds by kind and size, since they would fill its context. */
export function decodeResult(result: CallToolResult): ToolResult {
  const text = result.content.flatMap(textOf).join('\n');
  if (result.isError === true) return { status: 'error', error: text || 'The tool failed and did not say why.' };
  const { structuredContent } = result;
  const attachments = result.content.flatMap(attachmentOf);
  const repeatsData = structuredContent !== undefined && isSaidIn(structuredContent, text);
  return {
    status: 'success',
    ...(structuredContent !== undefined && { data: structuredContent }),
    ...(text !== '' && !repeatsData && { text }),
    ...(attachments.length > 0 && { attachments }),
  };
}

function textOf(block: ContentBlock): string[] {
  if (block.type === 'text') return [block.text];
  if (block.type === 'resource' && 'text' in block.resource) return [`[${block.resource.uri}]\n${block.resource.text}`];
  return [];
}

function attachmentOf(block: ContentBlock): Attachment[] {
  switch (block.type) {
    case 'image':
    case 'audio':
      return [{ type: block.type, mimeType: block.mimeType, bytes: bytesOf(block.data) }];
    case 'resource_link':
      return [{ type: 'resource', uri: block.uri, name: block.name, ...kindOf(block) }];
    case 'resource': {
      const { resource } = block;
      if (!('blob' in resource)) return [];
      return [{ type: 'resource', uri: resource.uri, ...kindOf(resource), bytes: bytesOf(resource.blob) }];
    }
    case 'text':
      return [];
  }
}

const kindOf = ({ mimeType }: { mimeType?: string | undefined }): { mimeType?: string } =>
  mimeType === undefined ? {} : { mimeType };

const bytesOf = (base64: string): number => Buffer.byteLength(base64, 'base64');

/** Whether the text is the data as JSON, or one of its values: servers repeat it so for clients that know text alone. */
function isSaidIn(value: unknown, text: string): boolean {
  if (Object.values(value ?? {}).includes(text)) return true;
  try {
    return JSON.stringify(JSON.parse(text)) === JSON.stringify(value);
  } catch {
    return false;
  }
}
