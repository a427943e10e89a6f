/** A library in a bill of materials. */
export interface BomComponent {
  /** Unique in the bill. */
  reference: string;
  /** Of npm, with its scope; of PyPI as it is there. */
  name: string;
  version: string;
  registry: 'npm' | 'pypi';
  /** An SPDX expression, if it is one. */
  license?: string | undefined;
  /** Subresource Integrity, as lock files of npm have it. */
  integrity?: string | undefined;
  needs: readonly string[];
}

const packageUrl = ({ registry, name, version }: Pick<BomComponent, 'registry' | 'name' | 'version'>): string =>
  `pkg:${registry}/${name.startsWith('@') ? `%40${name.slice(1)}` : name}@${encodeURIComponent(version)}`;

/** A bill of materials in CycloneDX 1.6. Source of the format: https://cyclonedx.org/docs/1.6/json/ */
export function billOfMaterials(subject: BomComponent, components: readonly BomComponent[]): object {
  const known = new Set(components.map(({ reference }) => reference));
  const describe = (component: BomComponent, type: string): object => {
    const { reference, name, version, license, integrity } = component;
    const [scope, plain] = name.startsWith('@') ? name.split('/') : [undefined, name];
    return {
      type,
      'bom-ref': reference,
      ...(scope !== undefined && { group: scope }),
      name: plain,
      version,
      purl: packageUrl(component),
      ...(license && { licenses: [isExpression(license) ? { expression: license } : { license: { name: license } }] }),
      ...(integrity && { hashes: integrity.split(' ').flatMap(hashOf) }),
    };
  };
  return {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: { component: describe(subject, 'application'), lifecycles: [{ phase: 'build' }] },
    components: components.map((component) => describe(component, 'library')),
    dependencies: [subject, ...components].map(({ reference, needs }) => ({
      ref: reference,
      dependsOn: [...new Set(needs)].filter((one) => known.has(one) && one !== reference),
    })),
  };
}

const isExpression = (license: string): boolean => /^[\w.+() -]+$/.test(license) && !/^SEE LICENSE| or /.test(license);

const algorithms: Readonly<Record<string, string>> = {
  sha1: 'SHA-1',
  sha256: 'SHA-256',
  sha384: 'SHA-384',
  sha512: 'SHA-512',
};

function hashOf(integrity: string): { alg: string; content: string }[] {
  const [algorithm = '', value = ''] = integrity.split('-');
  const alg = algorithms[algorithm];
  return alg === undefined ? [] : [{ alg, content: Buffer.from(value, 'base64').toString('hex') }];
}
