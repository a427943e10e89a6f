import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';

interface Service {
  image?: string;
  build?: { dockerfile: string };
  profiles?: string[];
  restart?: string;
  user?: string;
  read_only?: boolean;
  privileged?: boolean;
  cap_add?: string[];
  cap_drop?: string[];
  security_opt?: string[];
  ports?: string[];
  secrets?: string[];
  env_file?: (string | { path: string; required?: boolean })[];
  environment?: Record<string, string>;
  healthcheck?: { test: string[] };
  depends_on?: Record<string, { condition: string }>;
  volumes?: (string | { type: string; source: string; target: string; read_only?: boolean })[];
  networks?: string[] | Record<string, { aliases?: string[] }>;
  logging?: { options?: Record<string, string> };
  deploy?: { resources: { limits?: { memory?: string; cpus?: string } } };
}

interface Project {
  services: Record<string, Service>;
  volumes?: Record<string, unknown>;
  networks?: Record<string, { internal?: boolean } | null>;
  secrets?: Record<string, { file: string }>;
}

const root = join(import.meta.dirname, '..');
const read = (path: string): unknown => parse(readFileSync(join(root, path), 'utf8'), { merge: true });
const { include } = read('docker-compose.yml') as { include: { path: string; project_directory: string }[] };
const projects = include.map(({ path }) => read(path) as Project);
const services = Object.assign({}, ...projects.map((project) => project.services)) as Record<string, Service>;
const all = Object.entries(services);
const makeSecrets = readFileSync(join(root, 'deploy/make-secrets'), 'utf8');

/** The names of the services for which something does not hold. */
const failing = (holds: (service: Service, name: string) => boolean): string[] =>
  all.filter(([name, service]) => !holds(service, name)).map(([name]) => name);

it('has the services by their names, each in one file', () => {
  const wanted = 'llm chat-ui langfuse labelstudio mcp peft-tools prometheus grafana cadvisor'.split(' ');
  expect(Object.keys(services)).toEqual(expect.arrayContaining(wanted));
  expect(all).toHaveLength(projects.reduce((sum, project) => sum + Object.keys(project.services).length, 0));
  expect(include.every(({ project_directory }) => project_directory === '.')).toBe(true);
});

it('gives no service more rights than it needs', () => {
  expect(failing(({ privileged, cap_add }) => privileged === undefined && cap_add === undefined)).toEqual([]);
  expect(failing(({ security_opt }) => security_opt?.includes('no-new-privileges:true') === true)).toEqual([]);
  // It has to see the processes of the host.
  expect(failing(({ cap_drop }) => cap_drop?.includes('ALL') === true)).toEqual(['cadvisor']);
  // What is built here writes to its volumes alone.
  expect(failing(({ build, read_only }) => build === undefined || read_only === true)).toEqual([]);
});

it('restarts, limits and watches each service, and keeps its log small', () => {
  expect(failing(({ restart }) => restart === 'unless-stopped')).toEqual([]);
  expect(failing(({ deploy }) => deploy?.resources.limits?.memory !== undefined)).toEqual([]);
  expect(failing(({ logging }) => logging?.options?.['max-size'] !== undefined)).toEqual([]);
  const ownCheck = ({ build }: Service): boolean =>
    build !== undefined && /^HEALTHCHECK /m.test(readFileSync(join(root, dockerfileOf(build)), 'utf8'));
  expect(failing((service) => service.healthcheck !== undefined || ownCheck(service))).toEqual([]);
});

it('opens ports to this machine alone unless told otherwise, and no two the same', () => {
  const ports = all.flatMap(([name, service]) => (service.ports ?? []).map((port) => ({ name, port })));
  expect(ports.filter(({ port }) => !port.startsWith('${BIND_ADDRESS:-127.0.0.1}:'))).toEqual([]);
  const published = ports
    .filter(({ name }) => !name.endsWith('-gpu'))
    .map(({ port }) => /:-(\d+)\}:\d+$/.exec(port)?.[1]);
  expect(published).not.toContain(undefined);
  expect(new Set(published).size).toBe(published.length);
});

it('keeps the stores of Langfuse in a network without a way out', () => {
  const internal = projects.flatMap(({ networks = {} }) =>
    Object.entries(networks).filter(([, network]) => network?.internal === true),
  );
  expect(internal.map(([name]) => name)).toEqual(['langfuse']);
  for (const name of ['langfuse-postgres', 'langfuse-clickhouse', 'langfuse-redis']) {
    expect(services[name]).toMatchObject({ networks: ['langfuse'] });
    expect(services[name]?.ports).toBeUndefined();
  }
});

it('has no password in it: each comes from a file that deploy/make-secrets makes', () => {
  const secretName = /(PASSWORD|SECRET|TOKEN|SALT|ENCRYPTION|_KEY|ACCESS_KEY_ID|REDIS_AUTH)/;
  const literal = all.flatMap(([name, { environment = {} }]) =>
    Object.entries(environment)
      .filter(([key, value]) => secretName.test(key) && !key.endsWith('_FILE') && value !== '')
      .map(([key]) => `${name}: ${key}`),
  );
  expect(literal).toEqual([]);
  const files = projects.flatMap(({ secrets = {} }) => Object.values(secrets).map(({ file }) => file));
  const envFiles = all.flatMap(([, { env_file = [] }]) => env_file.filter((file) => typeof file === 'string'));
  expect(files.length).toBeGreaterThan(5);
  for (const file of [...files, ...envFiles]) {
    const name = /^\$\{SECRETS_DIR:\?run deploy\/make-secrets once[^}]*\}\/([\w.-]+)$/.exec(file)?.[1];
    expect(makeSecrets, file).toMatch(new RegExp(`write ${name} 0[46][40]{2}`));
  }
});

it('names only services, secrets, volumes and images that there are', () => {
  for (const { services: own, secrets = {}, volumes = {} } of projects) {
    for (const [name, service] of Object.entries(own)) {
      for (const secret of service.secrets ?? []) expect(Object.keys(secrets), name).toContain(secret);
      for (const other of Object.keys(service.depends_on ?? {})) expect(Object.keys(own), name).toContain(other);
      for (const volume of service.volumes ?? []) {
        if (typeof volume === 'string') expect(Object.keys(volumes), name).toContain(volume.split(':')[0]);
      }
      if (service.build) expect(() => readFileSync(join(root, dockerfileOf(service.build!)))).not.toThrow();
      // A version, but where its makers give none.
      const pinned = /:[\w.-]*\d|^\$\{|chainguard/;
      expect(service.image, name).toMatch(pinned);
    }
  }
});

it('reaches the server by its name, whichever of the two runs', () => {
  expect(services['llm-gpu']?.networks).toEqual({ default: { aliases: ['llm'] } });
  expect(services['llm']?.profiles).toEqual(['cpu']);
  expect(services['llm-gpu']?.profiles).toEqual(['gpu']);
  expect(services['llm']?.environment?.['ALLOWED_HOSTS']).toMatch(/^llm:8000,mcp:9000/);
});

function dockerfileOf({ dockerfile }: { dockerfile: string }): string {
  return /^\$\{[A-Z_]+:-(.+)\}$/.exec(dockerfile)?.[1] ?? dockerfile;
}
