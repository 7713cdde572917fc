/**
 * `npm pack` and `npm publish` ship a package.json without scripts and development tools: `prepack` puts it in place of
 * the real one, `postpack` brings that back. Whoever is interrupted between the two brings it back by
 * `node scripts/manifest.mjs restore`.
 */

import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const manifest = fileURLToPath(new URL('../package.json', import.meta.url));
const real = `${manifest}.real`;

/** @param {string} json package.json @returns {string} what is published of it */
function published(json) {
  const { scripts, devDependencies, 'lint-staged': _lintStaged, ...rest } = JSON.parse(json);
  return `${JSON.stringify(rest, null, 2)}\n`;
}

switch (process.argv[2]) {
  case 'publish': {
    const json = readFileSync(manifest, 'utf8');
    writeFileSync(real, json);
    writeFileSync(`${manifest}.new`, published(json));
    renameSync(`${manifest}.new`, manifest);
    break;
  }
  case 'restore':
    if (existsSync(real)) renameSync(real, manifest);
    break;
  default:
    throw new Error('publish or restore?');
}
