/** What no shell gives a meaning to. */
const plainWord = /^[\w@+=:,./-]+$/;
const plainWindowsWord = /^[\w@+:./\\-]+$/;

/**
 * A path as a word of a command that somebody will copy: for POSIX shells, or for cmd.exe where `platform` is win32.
 * As it is where that works; a path that begins with a dash gets `./` before it, so that it is no option.
 */
export function pathAsShellWord(path: string, platform: NodeJS.Platform = process.platform): string {
  const word = path.startsWith('-') ? `./${path}` : path;
  // No file name of Windows has a double quote in it.
  if (platform === 'win32') return plainWindowsWord.test(word) ? word : `"${word}"`;
  return plainWord.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
