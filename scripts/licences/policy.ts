/** Licences of what we depend on, as SPDX names them. Whoever takes our packages may do with these what Apache-2.0 allows. */
export const permissive: readonly string[] = [
  '0BSD',
  'Apache-2.0',
  'Apache-2.0 WITH LLVM-exception',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BSL-1.0',
  'CC0-1.0',
  'CNRI-Python',
  'ISC',
  'MIT',
  'MIT-CMU',
  'PSF-2.0',
  'Python-2.0',
  'Unlicense',
  'Zlib',
];

/** Allowed as a dependency that we neither change nor copy into what we publish: they bind changed files alone. */
export const unchanged: readonly string[] = [...permissive, 'MPL-2.0'];

export interface LicenceException {
  /** A package; `*` at the end stands for any ending. */
  name: string;
  /** What it declares, empty for nothing; the exception ends when that changes. */
  declared: string;
  why: string;
}

export const exceptions: readonly LicenceException[] = [
  {
    name: 'caniuse-lite',
    declared: 'CC-BY-4.0',
    why: 'data about browsers that the build reads; nothing of it is in what is built',
  },
  {
    name: 'spdx-exceptions',
    declared: 'CC-BY-3.0',
    why: 'names of licences, which this check reads',
  },
  {
    name: 'spdx-ranges',
    declared: '(MIT AND CC-BY-3.0)',
    why: 'likewise',
  },
  {
    name: 'ibantools',
    declared: 'MIT or MPL-2.0',
    why: 'says "or" in small letters; its files LICENSE.MIT and LICENSE.MPL-2.0 give the choice, of which MIT is taken',
  },
  {
    name: '@modelcontextprotocol/*',
    declared: 'SEE LICENSE IN LICENSE',
    why: 'reference servers and an inspector, which tests run: MIT for what is older, Apache-2.0 for what is newer, documents CC-BY-4.0',
  },
  {
    name: '@img/sharp-*',
    declared: 'LGPL-3.0-or-later',
    why: 'of a client that tests run as it is (Continue)',
  },
  {
    name: '@img/sharp-*',
    declared: 'Apache-2.0 AND LGPL-3.0-or-later',
    why: 'likewise',
  },
  {
    name: 'format',
    declared: '',
    why: 'names no licence in its manifest; its readme says MIT. Of a page that tests open as it is (Agent Chat UI)',
  },
  {
    name: 'nvidia-*',
    declared: 'LicenseRef-NVIDIA-Proprietary',
    why: "CUDA's libraries: whoever trains on an NVIDIA GPU takes them from the package index, under NVIDIA's terms; nothing of ours holds them",
  },
  {
    name: 'cuda-*',
    declared: 'LicenseRef-NVIDIA-Proprietary',
    why: "CUDA's libraries, likewise",
  },
];

/** Bundled packages whose archives have no text of their licence, which then stands in the notice by its name alone. */
export const withoutText: readonly string[] = ['react-remove-scroll-bar', 'rehype-katex', 'remark-math'];
