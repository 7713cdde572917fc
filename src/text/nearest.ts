/**
 * The nearest known word for a mistyped one: keys and values of the registry, options and commands of the command line.
 */

/** Longer words are not compared: they are not typos of a known one, and the comparison is quadratic. */
const MAX_LENGTH = 64;

/**
 * The known word that `word` was probably meant to be, or null when none is near. Case and the difference between
 * `-`, `_` and camel case do not count; a word that begins the other counts as near (`warning`, `warn`); of equally
 * near words the first wins.
 */
export function nearest(word: string, known: Iterable<string>): string | null {
  if (word.length > MAX_LENGTH) return null;
  const folded = fold(word);
  let best: string | null = null;
  let bestDistance = Number.POSITIVE_INFINITY;
  for (const candidate of known) {
    const target = fold(candidate);
    const length = Math.max(folded.length, target.length);
    // One edit in a short word, two in a middling one, three in a long one.
    const limit = length < 3 ? 0 : length < 6 ? 1 : length < 10 ? 2 : 3;
    if (length > MAX_LENGTH) continue;
    const found = Math.min(distance(folded, target), beginsOther(folded, target) ? limit : Number.POSITIVE_INFINITY);
    if (found <= limit && found < bestDistance) {
      best = candidate;
      bestDistance = found;
    }
  }
  return best;
}

/**
 * The known name that `name` is but for one slip within it, or for case, `-` and `_`: `preact` is not `react`, nor
 * `lodash-es` `lodash`.
 */
export function misspelled(name: string, known: Iterable<string>): string | null {
  if (name.length < 3 || name.length > MAX_LENGTH) return null;
  const folded = fold(name);
  for (const one of known) {
    if (one !== name && fold(one) === folded) return one;
    if (name.length < 4) continue;
    if (Math.abs(one.length - name.length) > 1 || one.length > MAX_LENGTH) continue;
    const isOther = [one, name].some((part, at, both) => {
      const whole = both[1 - at] ?? '';
      return whole.startsWith(part) || whole.endsWith(part);
    });
    if (!isOther && distance(name, one) === 1) return one;
  }
  return null;
}

function fold(word: string): string {
  return word.replace(/[-_]/g, '').toLowerCase();
}

function beginsOther(a: string, b: string): boolean {
  return Math.min(a.length, b.length) >= 3 && (a.startsWith(b) || b.startsWith(a));
}

/** Edits (insert, delete, replace, swap of neighbours) between two words: the optimal string alignment distance. */
function distance(a: string, b: string): number {
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let least = Math.min((previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (previous[j - 1] ?? 0) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        least = Math.min(least, (beforePrevious[j - 2] ?? 0) + 1);
      }
      row.push(least);
    }
    beforePrevious = previous;
    previous = row;
  }
  return previous[b.length] ?? 0;
}
