import { sha256Of, serveContent, startServer, type TestServer } from './range-server.ts';

export interface HubServers extends AsyncDisposable {
  /** The Hub itself: tree and resolve. */
  hub: TestServer;
  /** The storage that it redirects to, another origin. */
  storage: TestServer;
}

export interface HubOptions {
  /** Repository → path → content. */
  repositories: Readonly<Record<string, Readonly<Record<string, Buffer>>>>;
  /** Asked for as a Bearer token. */
  token?: string;
  /** Entries a page of the tree. */
  pageSize?: number;
}

/** Speaks as much of Hugging Face's protocol as models need. */
export async function startHub(options: HubOptions): Promise<HubServers> {
  const { repositories, token, pageSize = 1000 } = options;
  const storage = await startServer((request, response) => {
    const [, repository = '', path = ''] = /^\/(.+?)\/blob\/(.+)$/.exec(request.url ?? '') ?? [];
    const content = repositories[repository]?.[decodeURIComponent(path)];
    if (content === undefined) return void response.writeHead(404).end();
    return serveContent(request, response, content, { etag: `"${sha256Of(content).slice(0, 32)}"` });
  });
  const hub = await startServer((request, response) => {
    const url = new URL(request.url ?? '', hub.url);
    if (token !== undefined && request.headers.authorization !== `Bearer ${token}`) {
      return void response.writeHead(401).end('{"error":"Invalid username or password."}');
    }
    const tree = /^\/api\/models\/([^/]+\/[^/]+)\/tree\/([^/]+)$/.exec(url.pathname);
    const resolve = /^\/([^/]+\/[^/]+)\/resolve\/([^/]+)\/(.+)$/.exec(url.pathname);
    const files = repositories[tree?.[1] ?? resolve?.[1] ?? ''];
    const revision = tree?.[2] ?? resolve?.[2];
    if (files === undefined || !['main', 'v1'].includes(revision ?? '')) return void response.writeHead(404).end();
    if (tree !== null) {
      const from = Number(url.searchParams.get('cursor') ?? 0);
      const entries = Object.entries(files).map(([path, content]) => ({
        type: 'file',
        path,
        size: content.length,
        oid: 'f'.repeat(40),
        lfs: { oid: sha256Of(content), size: content.length, pointerSize: 134 },
      }));
      const page = entries.slice(from, from + pageSize);
      const next = `${hub.url}${url.pathname}?recursive=true&cursor=${from + pageSize}`;
      const link = from + pageSize < entries.length ? { link: `<${next}>; rel="next"` } : {};
      response.writeHead(200, { 'content-type': 'application/json', ...link });
      response.end(JSON.stringify([{ type: 'directory', path: 'sub', oid: 'a'.repeat(40) }, ...page]));
      return;
    }
    const path = decodeURIComponent(resolve?.[3] ?? '');
    const content = files[path];
    if (content === undefined) return void response.writeHead(404).end();
    response.writeHead(302, {
      location: `${storage.url}/${resolve?.[1]}/blob/${encodeURIComponent(path)}`,
      'x-linked-etag': `"${sha256Of(content)}"`,
      'x-linked-size': content.length,
      'x-repo-commit': 'f'.repeat(40),
    });
    response.end();
  });
  return {
    hub,
    storage,
    async [Symbol.asyncDispose]() {
      await hub[Symbol.asyncDispose]();
      await storage[Symbol.asyncDispose]();
    },
  };
}
