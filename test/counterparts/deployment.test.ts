import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { fromDebianPackage } from '../../scripts/counterparts/debian-package.ts';
import { workspaceRoot } from '../../scripts/packages/workspace.ts';
import { helmProgram, pythonProgram, run } from './deployment/tools.ts';

const deploy = join(workspaceRoot, 'deploy');
const folder = mkdtempSync(join(tmpdir(), 'tuneloop-deployment-'));
afterAll(() => rmSync(folder, { recursive: true }));

const clean = { exitCode: 0, stdout: '', stderr: '' };

test('hadolint has nothing to say of the Dockerfiles', async () => {
  const files = readdirSync(deploy).filter((name) => name.startsWith('Dockerfile.'));
  expect(files.toSorted()).toEqual([
    'Dockerfile.chat-ui',
    'Dockerfile.server',
    'Dockerfile.server.cuda',
    'Dockerfile.worker',
  ]);
  // Steps of a stage that is thrown away may each have a layer.
  const args = ['--ignore', 'DL3059', ...files.map((name) => join(deploy, name))];
  expect(await run(pythonProgram('hadolint'), args)).toEqual(clean);
});

test('shellcheck has nothing to say of the scripts', async () => {
  const programs = readdirSync(join(deploy, 'image/bin')).map((name) => `image/bin/${name}`);
  const scripts = ['make-secrets', 'image/worker-entrypoint', ...programs].map((name) => join(deploy, name));
  expect(await run(pythonProgram('shellcheck'), scripts)).toEqual(clean);
});

test('deploy/make-secrets makes secrets for their owner alone, once, and prints none', async () => {
  cpSync(join(deploy, 'make-secrets'), join(folder, 'deploy/make-secrets'), { recursive: true });
  // As an editor may leave it.
  writeFileSync(join(folder, '.env'), 'COMPOSE_PROFILES=gpu');
  const first = await run(join(folder, 'deploy/make-secrets'), []);
  const secrets = join(folder, 'deploy/secrets');
  expect(first).toMatchObject({ exitCode: 0, stderr: '' });
  expect(statSync(secrets).mode & 0o777).toBe(0o700);
  const contents = new Map(readdirSync(secrets).map((name) => [name, readFileSync(join(secrets, name), 'utf8')]));
  for (const name of contents.keys()) {
    const mode = statSync(join(secrets, name)).mode & 0o777;
    // Mounted into containers with other users, or read by Compose alone.
    expect([name, mode]).toEqual([name, name.includes('.env') || name.endsWith('-keys') ? 0o600 : 0o444]);
  }
  const values = [...contents.values()].join('\n').match(/[0-9a-f]{64}/g) ?? [];
  expect(new Set(values).size).toBeGreaterThan(9);
  expect(values.filter((value) => first.stdout.includes(value))).toEqual([]);
  expect(contents.get('langfuse.env')).toContain(`:${contents.get('langfuse-postgres-password')}@langfuse-postgres:`);
  expect(readFileSync(join(folder, '.env'), 'utf8')).toBe(`COMPOSE_PROFILES=gpu\nSECRETS_DIR=${secrets}\n`);

  const second = await run(join(folder, 'deploy/make-secrets'), []);
  expect(second.stdout).not.toContain('made ');
  for (const [name, content] of contents) expect(readFileSync(join(secrets, name), 'utf8')).toBe(content);
});

test.runIf(process.platform === 'linux')('systemd takes the unit, and finds it well confined', async () => {
  const analyze = fromDebianPackage('systemd', ['/usr/bin/systemd-analyze']) ?? 'systemd-analyze';
  const unit = join(folder, 'tuneloop.service');
  // Programs of a unit must be there when it is looked at.
  const text = readFileSync(join(deploy, 'systemd/tuneloop.service'), 'utf8');
  writeFileSync(unit, text.replaceAll('/opt/tuneloop/bin/node', process.execPath));
  expect(await run(analyze, ['verify', '--man=no', unit])).toEqual(clean);
  // Of 100; what is left is the network, and JavaScript that is compiled while it runs.
  const security = await run(analyze, ['security', '--offline=true', '--threshold=20', unit]);
  expect(security).toMatchObject({ exitCode: 0 });
});

interface Pod {
  automountServiceAccountToken: boolean;
  terminationGracePeriodSeconds: number;
  securityContext: Record<string, unknown>;
  containers: {
    securityContext: Record<string, unknown>;
    resources: { limits: Record<string, unknown> };
    env: { name: string; value?: string }[];
    image: string;
  }[];
}

interface Manifest {
  kind: string;
  metadata: { name: string };
  spec: { template: { spec: Pod } };
  data: Record<string, string>;
}

describe('the Helm chart', () => {
  const chart = join(deploy, 'helm/tuneloop');
  const examples = readdirSync(join(chart, 'examples'));
  let helm: string;
  const render = (...args: string[]): ReturnType<typeof run> =>
    run(helm, ['template', 'house', chart, '--namespace', 'llm', '--kube-version', '1.34.0', ...args]);
  beforeAll(async () => {
    helm = await helmProgram();
  });

  it.each(examples)('with examples/%s passes helm lint and the schemas of Kubernetes', async (example) => {
    const values = ['--values', join(chart, 'examples', example)];
    const lint = await run(helm, ['lint', '--strict', '--quiet', chart, ...values]);
    expect(lint).toMatchObject({ exitCode: 0 });

    const { stdout, exitCode } = await render(...values);
    expect(exitCode).toBe(0);
    const manifests = parseAllDocuments(stdout).map((document) => document.toJS() as Manifest);
    const file = join(folder, example);
    // Those of operators have schemas elsewhere.
    const ours = manifests.filter(
      ({ kind }) => !['ServiceMonitor', 'PodMonitor', 'PrometheusRule', 'ScaledObject'].includes(kind),
    );
    expect(ours.length).toBeGreaterThan(4);
    writeFileSync(file, ours.map((manifest) => `---\n${JSON.stringify(manifest)}\n`).join(''));
    const validate = (version: string): ReturnType<typeof run> =>
      run(pythonProgram('kubernetes-validate'), ['--strict', '--quiet', '--kubernetes-version', version, file]);
    expect(await Promise.all(['1.29', '1.34'].map(validate))).toEqual([clean, clean]);
    for (const { kind, spec } of ours) if (kind === 'StatefulSet') expectConfined(spec.template.spec);
  });

  it('hands vLLM to the server replica by replica, as many as there may be', async () => {
    const { stdout } = await render('--values', join(chart, 'examples/vllm.yaml'));
    const manifests = parseAllDocuments(stdout).map((document) => document.toJS() as Manifest);
    const config = manifests.find(({ kind }) => kind === 'ConfigMap')?.data['tuneloop.config.yaml'] ?? '';
    const urls = [...config.matchAll(/url: (\S+)/g)].map(([, url]) => url);
    const [first] = urls;
    expect(urls).toHaveLength(6);
    expect(first).toBe('http://house-tuneloop-vllm-0.house-tuneloop-vllm.llm.svc:8000/v1');
    const scaler = await render('--values', join(chart, 'examples/vllm.yaml'), '--set', 'vllm.autoscaling.kind=keda');
    expect(scaler.stdout).toContain('kind: ScaledObject');
    expect(scaler.stdout).not.toContain('kind: HorizontalPodAutoscaler');
  });

  it('has the rules and alerts of deploy/prometheus', async () => {
    const { stdout } = await render('--values', join(chart, 'examples/gpu.yaml'));
    const manifests = parseAllDocuments(stdout).map((document) => document.toJS() as Manifest);
    const rules = readFileSync(join(deploy, 'prometheus/rules.yml'), 'utf8');
    expect(parse(readFileSync(join(chart, 'files/rules.yml'), 'utf8'))).toEqual(parse(rules));
    expect(manifests.find(({ kind }) => kind === 'PrometheusRule')?.spec).toEqual(parse(rules));
  });

  it('says what is missing, and refuses what it does not know', async () => {
    expect(await render()).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('kubectl create secret') });
    const typo = await render('--set', 'secret.name=tuneloop', '--set', 'gpu=1');
    expect(typo).toMatchObject({ exitCode: 1, stderr: expect.stringContaining("'gpu' not allowed") });
  });
});

/** As the Pod Security Standard "restricted" wants it, and able to drain. */
function expectConfined(pod: Pod): void {
  expect(pod).toMatchObject({ automountServiceAccountToken: false });
  expect(pod.securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
  for (const { securityContext, resources, env, image } of pod.containers) {
    expect(securityContext).toMatchObject({ allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } });
    if (!image.includes('vllm')) expect(securityContext).toMatchObject({ readOnlyRootFilesystem: true });
    expect(resources.limits).toHaveProperty('memory');
    const milliseconds = env
      .filter(({ name }) => /^TUNELOOP_DRAIN(?:_DELAY)?_MS$/.test(name))
      .reduce((sum, { value }) => sum + Number(value), 0);
    expect(pod.terminationGracePeriodSeconds * 1000).toBeGreaterThan(milliseconds);
  }
}
