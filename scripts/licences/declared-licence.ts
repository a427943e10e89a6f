/** What a Python package's metadata says of its licence, as `pip install --report` shows it. */
export interface PythonMetadata {
  license_expression?: string;
  license?: string;
  classifier?: string[];
}

/** What people write, and what they mean. "BSD" alone is not here: it could be several. */
const meanings: Readonly<Record<string, string>> = {
  'academic free license (afl)': 'AFL-3.0',
  apache: 'Apache-2.0',
  'apache 2': 'Apache-2.0',
  'apache 2.0': 'Apache-2.0',
  'apache 2.0 license': 'Apache-2.0',
  'apache license, version 2.0': 'Apache-2.0',
  'apache software license': 'Apache-2.0',
  '3-clause bsd license': 'BSD-3-Clause',
  'isc license': 'ISC',
  'isc license (iscl)': 'ISC',
  'mit license': 'MIT',
  'mozilla public license 2.0 (mpl 2.0)': 'MPL-2.0',
  'nvidia proprietary software': 'LicenseRef-NVIDIA-Proprietary',
  'python software foundation license': 'PSF-2.0',
};

/** The SPDX expression, or what the package says where it could mean several. */
export function declaredLicence({ license_expression: expression, license, classifier = [] }: PythonMetadata): string {
  if (expression) return expression;
  // Some put the whole text there.
  if (license && license.length < 60) return meanings[license.toLowerCase()] ?? license;
  const named = classifier
    .filter((one) => one.startsWith('License ::'))
    .map((one) => one.slice(one.lastIndexOf(':: ') + 3));
  return named.map((one) => meanings[one.toLowerCase()] ?? one).join(' OR ');
}
