import satisfies from 'spdx-satisfies';
import { exceptions } from './policy.ts';

export interface LicensedPackage {
  name: string;
  version: string;
  /** An SPDX expression, or whatever else the package says. */
  license: string | undefined;
}

/** Why each package that is not allowed is not, and which exceptions were needed. */
export interface Judgement {
  problems: string[];
  excepted: string[];
}

/** Holds each package against the allowed licences: of an expression with OR, one choice has to be among them. */
export function judge(packages: readonly LicensedPackage[], allowed: readonly string[]): Judgement {
  const judgement: Judgement = { problems: [], excepted: [] };
  for (const { name, version, license = '' } of packages) {
    if (isAllowed(license, allowed)) continue;
    if (exceptions.some((one) => one.declared === license && matches(one.name, name))) {
      judgement.excepted.push(`${name} (${license || 'undeclared'})`);
    } else {
      const declared = license ? `is under ${license}` : 'declares no licence';
      judgement.problems.push(`${name}@${version} ${declared}, which scripts/licences/policy.ts does not allow`);
    }
  }
  return judgement;
}

function isAllowed(license: string, allowed: readonly string[]): boolean {
  try {
    return satisfies(license, [...allowed]);
  } catch {
    // No SPDX expression.
    return false;
  }
}

const matches = (pattern: string, name: string): boolean =>
  pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
