/**
 * dist/page.html: the page of `audit --html` without its data. Style and script stand in it, and its policy names the two
 * by their hashes: nothing else runs or is loaded, and no text becomes markup.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { homesOf, licenceOf } from './licences.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

/** @param {string} entry @returns {Promise<{ text: string, homes: string[] }>} script or style, and the packages in it */
async function bundled(entry) {
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: [entry],
    bundle: true,
    write: false,
    metafile: true,
    minify: true,
    format: 'iife',
    platform: 'browser',
    target: entry.endsWith('.css') ? 'esnext' : 'es2022',
    legalComments: 'none',
    logLevel: 'warning',
    tsconfig: 'src/page/tsconfig.json',
  });
  return { text: outputFiles[0]?.text.trim() ?? '', homes: homesOf(metafile) };
}

/** @param {string} text */
const hashOf = (text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** @param {string} file where the page goes */
export async function buildPage(file) {
  const bundles = await Promise.all([bundled('src/page/main.ts'), bundled('src/page/style.css')]);
  const [script = '', style = ''] = bundles.map(({ text }) => text);
  const homes = new Set(bundles.flatMap((one) => one.homes));
  const licences = [...homes].map(licenceOf).join('\n');
  if (licences.includes('--')) throw new Error('a licence that cannot stand in a comment');
  const policy = [
    "default-src 'none'",
    `script-src ${hashOf(script)}`,
    `style-src ${hashOf(style)}`,
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');
  const parts = [
    ['"policy"', `"${policy}"`],
    ['licences', `\n${licences}`],
    ['/* style */', style],
    ['/* script */', script],
  ];
  const page = readFileSync(join(root, 'src/page/page.html'), 'utf8');
  const whole = parts.reduce((text, [place = '', part = '']) => {
    const [before, after, more] = text.split(place);
    if (after === undefined || more !== undefined) throw new Error(`src/page/page.html has no one place for ${place}`);
    return before + part + after;
  }, page);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, whole);
}
