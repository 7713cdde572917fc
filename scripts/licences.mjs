/**
 * Licences of the packages whose code is part of what is shipped.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** @param {import('esbuild').Metafile} metafile @returns {string[]} folders of the packages that a bundle was made of */
export function homesOf({ inputs }) {
  const homes = Object.keys(inputs).flatMap((input) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0] ?? []);
  return [...new Set(homes)].sort();
}

/** @param {string} home folder of a package @returns its licence with its name above */
export function licenceOf(home) {
  const { name, version } = JSON.parse(readFileSync(join(root, home, 'package.json'), 'utf8'));
  const file = readdirSync(join(root, home)).find((entry) => /^licen[cs]e/i.test(entry));
  if (file === undefined) throw new Error(`${name} has no licence file`);
  return `${name} ${version}\n\n${readFileSync(join(root, home, file), 'utf8').trim()}\n`;
}
