/**
 * `npm pack` and `npm publish` ship a package.json without scripts and development tools, and schemas without blanks:
 * `prepack` puts them in place of the real ones, `postpack` brings those back. Whoever is interrupted between the two brings
 * them back by `node scripts/manifest.mjs restore`.
 */

import { existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const files = ['package.json', ...readdirSync(root).filter((name) => name.endsWith('schema.json'))];

/** @param {string} name of a file @param {string} json its content @returns {string} what is published of it */
function published(name, json) {
  if (name !== 'package.json') return `${JSON.stringify(JSON.parse(json))}\n`;
  const { scripts, devDependencies, 'lint-staged': _lintStaged, ...rest } = JSON.parse(json);
  return `${JSON.stringify(rest, null, 2)}\n`;
}

for (const name of files) {
  const file = join(root, name);
  const real = `${file}.real`;
  switch (process.argv[2]) {
    case 'publish': {
      // an interrupted run has left the real one there
      const json = readFileSync(existsSync(real) ? real : file, 'utf8');
      writeFileSync(real, json);
      writeFileSync(`${file}.new`, published(name, json));
      renameSync(`${file}.new`, file);
      break;
    }
    case 'restore':
      if (existsSync(real)) renameSync(real, file);
      break;
    default:
      throw new Error('publish or restore?');
  }
}
