const longestPath = 32_767;
const longestName = 255;

/** Devices have their names in every folder, whatever the extension; the superscript digits count too. */
const deviceName = /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9\u00b9\u00b2\u00b3])$/i;

/**
 * Why a text cannot be taken for an absolute Windows path, or undefined. Only `C:\…` is: shares, device paths, paths of
 * a drive's or the system's current folder, alternate data streams, devices, short (8.3) names, and names whose end
 * Windows would drop are different ways to reach what another path names.
 */
export function windowsPathMistake(path: string): string | undefined {
  if (path === '') return 'the path is empty';
  if (path.includes('\0')) return 'the path contains a NUL character';
  if (!path.isWellFormed()) return 'the path is not valid Unicode';
  if (path.startsWith('~')) return '"~" is not expanded; write the whole path with its drive';
  if (/^[\\/]{2}/.test(path)) return 'network shares and device paths ("\\\\…") are not allowed';
  if (!/^[A-Za-z]:[\\/]/.test(path)) return 'the path must be absolute, beginning with a drive such as "C:\\"';
  if (path.length > longestPath) return `the path is longer than ${longestPath} characters`;
  for (const name of path.slice(3).split(/[\\/]/)) {
    const mistake = nameMistake(name);
    if (mistake !== undefined) return mistake;
  }
  return undefined;
}

function nameMistake(name: string): string | undefined {
  if (name === '' || name === '.' || name === '..') return undefined;
  if (name.length > longestName) return `a name in the path is longer than ${longestName} characters`;
  if (/[<>:"|?*]/.test(name) || /\p{Cc}/u.test(name)) {
    return 'a name in the path has a character that Windows does not allow';
  }
  if (/[. ]$/.test(name)) return 'a name in the path ends in a dot or a space, which Windows drops';
  if (deviceName.test(name.split('.')[0]!.trimEnd())) return `"${name}" is a device`;
  if (/~\d/.test(name)) return `"${name}" may be the short form of another name; write the whole name`;
  return undefined;
}
