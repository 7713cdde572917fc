/**
 * Files that hold code among other text: where a piece of code ends.
 */
import { dialectOf, isContainer } from '../../languages/index.ts';

/** The end of a script and of Astro's front matter, and either end of a block of code. */
const END = /<\/script|^---[ \t]*$|^[ \t>]*(?:```|~~~)/im;

/** What of a piece of a file belongs to the code that it begins in. */
export function codeIn(path: string, piece: string): string {
  const dialect = dialectOf(path);
  const end = dialect !== null && isContainer(dialect) ? piece.search(END) : -1;
  return end < 0 ? piece : piece.slice(0, end);
}
