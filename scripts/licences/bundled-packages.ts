import type { LicensedPackage } from './judge.ts';

export interface BundledPackage extends LicensedPackage {
  /** Whether the notice holds a licence's text, and not only its name. */
  hasText: boolean;
}

/** What the notice says that stands beside the web app, where Vite writes a section for each package that it bundles. */
export function bundledPackages(notice: string): BundledPackage[] {
  return [...notice.matchAll(/^## (\S+) - (\S+) \((.*)\)\n([\s\S]*?)(?=^## \S+ - |$(?![\s\S]))/gm)].map(
    ([, name = '', version = '', license = '', text = '']) => ({
      name,
      version,
      license,
      hasText: text.trim().length > 200,
    }),
  );
}
