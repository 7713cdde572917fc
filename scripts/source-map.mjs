/**
 * Source maps of lines. esbuild maps every word, which takes half of a package; a stack trace needs the line.
 */

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** @param {string} segment @returns {number[]} */
function decode(segment) {
  const numbers = [];
  let value = 0;
  let shift = 0;
  for (const letter of segment) {
    const digit = DIGITS.indexOf(letter);
    value |= (digit & 31) << shift;
    shift += 5;
    if (digit < 32) {
      numbers.push(value & 1 ? -(value >> 1) : value >> 1);
      value = shift = 0;
    }
  }
  return numbers;
}

/** @param {number} number */
function encode(number) {
  let text = '';
  let rest = number < 0 ? (-number << 1) | 1 : number << 1;
  do {
    text += DIGITS[rest > 31 ? (rest & 31) | 32 : rest];
    rest >>= 5;
  } while (rest > 0);
  return text;
}

/**
 * The same map with one segment for each piece of a line, and without names and columns of the sources.
 *
 * @param {string} json
 */
export function linesOnly(json) {
  const { sources, mappings } = JSON.parse(json);
  // Numbers count from the segment before: the columns of segments that are left out are added up.
  const rows = mappings.split(';').map((row) => {
    let column = 0;
    return row
      .split(',')
      .flatMap((segment) => {
        const [columns = 0, bySources = 0, byLines = 0] = decode(segment);
        column += columns;
        if (bySources === 0 && byLines === 0) return [];
        const kept = encode(column) + encode(bySources) + encode(byLines) + encode(0);
        column = 0;
        return [kept];
      })
      .join(',');
  });
  return JSON.stringify({ version: 3, sources, names: [], mappings: rows.join(';') });
}
