/**
 * Builds what the package ships.
 *
 *   dist/cli.cjs      what Node starts: runs main.cjs with V8's compiled code (src/launch.ts)
 *   dist/main.cjs     everything as one CommonJS file: the cheapest thing that Node can start (nine ES modules cost twice
 *                     as much). What is imported by `import()` stays unevaluated until then.
 *   dist/page.html    the page of `audit --html` without its data (scripts/page.mjs); nothing else reads it
 *   dist/index.js     the typed functions, out of main.cjs; dist/index.d.ts their declarations
 *   dist/build        version and build in words, for the hook (src/prefilter/hook-file.ts)
 *   dist/vendor/      dependencies, each as one file, and their licences: nothing is looked up in the `node_modules` of a
 *                     repository
 *
 * `node scripts/build.mjs <folder>` builds it there; with `<entry> <outfile>` it bundles another entry in the way of
 * cli.cjs, for tests. `--map` puts a source map beside each bundle.
 */

import { createHash } from 'node:crypto';
import { chmodSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { declarationsOf } from './declarations.mjs';
import { homesOf, licenceOf } from './licences.mjs';
import { buildPage } from './page.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

const shared = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node20',
  packages: 'external',
  legalComments: 'none',
  logLevel: 'warning',
  // Measured on the command line: minified names save V8 a fifth of its work, ASCII output (the default) another fifth.
  minify: true,
  // For stack traces, on demand: scripts/trace.mjs. The bundle is the same with and without.
  sourcemap: process.argv.includes('--map') ? 'external' : false,
  sourcesContent: false,
  // A script from V8's cache has none (src/launch.ts).
  supported: { 'dynamic-import': false },
};

/** `import.meta` does not exist in CommonJS. Its URL is made when someone asks, for a quarter of a millisecond. */
const META = '"use strict";const __meta={get url(){return require("node:url").pathToFileURL(__filename).href}};';

/** A hash of the sources below the given places, by name and content. */
function hashOf(...places) {
  const hash = createHash('sha256');
  for (const place of places) {
    const stat = statSync(join(root, place));
    const files = stat.isFile()
      ? [place]
      : readdirSync(join(root, place), { recursive: true }).map((f) => join(place, f));
    for (const file of files.filter((name) => name.endsWith('.ts')).sort()) {
      hash.update(`${file}\0`).update(readFileSync(join(root, file)));
    }
  }
  return hash.digest('hex').slice(0, 16);
}

/** What src/cache/build-id.ts knows a build by. */
const buildId = hashOf('src');
const identity = {
  __VERSION__: JSON.stringify(version),
  __BUILD__: JSON.stringify(buildId),
  __VENDORED__: 'true',
};

/** Built-in modules that take a third of a millisecond to three, and that most runs do not need. */
const COSTLY = /^node:(?:child_process|crypto|module|os|url|util|v8|worker_threads)$/;

/**
 * Loads costly built-in modules when one of their functions is first used, and not with the module that names them.
 * What a source file imports is read from its text; anything but `import { … }` on one line is left as it is.
 *
 * @type {import('esbuild').Plugin}
 */
const lazyBuiltins = {
  name: 'lazy-builtins',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: COSTLY }, ({ path, importer, namespace, kind }) => {
      if (namespace === 'lazy' || kind !== 'import-statement') return { path, external: true };
      const line = new RegExp(`^import \\{([^}]*)\\} from '${path}';$`, 'm').exec(readFileSync(importer, 'utf8'));
      if (line === null) return { path, external: true };
      const names = (line[1] ?? '').split(',').map((name) => name.trim().split(' as ')[0] ?? '');
      const values = names.filter((name) => name !== '' && !name.startsWith('type '));
      return { path: `${path}?${values.sort()}`, namespace: 'lazy' };
    });
    onLoad({ filter: /.*/, namespace: 'lazy' }, ({ path }) => {
      const [builtin, names = ''] = path.split('?');
      const getters = names
        .split(',')
        .map((name) => `get ${name}(){return(m??=require(${JSON.stringify(builtin)})).${name}}`);
      return { contents: `let m;module.exports={__esModule:true,${getters}};` };
    });
  },
};

/** What stands in `vendor`. */
const VENDORED = new Map([
  ['picomatch', 'module.exports = require("picomatch")'],
  ['jsonc-parser', 'export * from "jsonc-parser/lib/esm/main.js"'],
  // The full build is two and a half times as large, and tells more than is asked.
  ['es-module-lexer/minimal', 'module.exports = require("es-module-lexer/minimal")'],
  // What is asked for, and no more: half of a package of prompts.
  ['@clack/prompts', 'export { confirm, isCancel, multiselect } from "@clack/prompts"'],
]);

/** @param {string} name */
const fileOf = (name) => `${name.replace('@', '').replace('/', '-')}.cjs`;

/**
 * What imports a package means its copy in `vendor`; `loadPackage` looks there itself.
 *
 * @type {import('esbuild').Plugin}
 */
const vendored = {
  name: 'vendored',
  setup({ onResolve }) {
    onResolve({ filter: /^[^.]/ }, ({ path }) =>
      VENDORED.has(path) ? { path: `./vendor/${fileOf(path)}`, external: true } : undefined,
    );
  },
};

/**
 * One character beyond ASCII, as a regular expression may hold it (strings are escaped already), doubles the memory and
 * the work of reading the whole bundle.
 */
function makeAscii(file) {
  const text = readFileSync(file, 'utf8');
  const ascii = text.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
  if (ascii !== text) writeFileSync(file, ascii);
}

/**
 * @param {string} entry @param {string} outfile @param {string} before what the file begins with
 * @param {Record<string, string>} more words to put in
 */
async function bundle(entry, outfile, before = '', more = {}) {
  await build({
    ...shared,
    plugins: [lazyBuiltins, vendored],
    entryPoints: [entry],
    outfile,
    format: 'cjs',
    banner: { js: `${before}${META}` },
    define: {
      ...identity,
      ...more,
      'import.meta.url': '__meta.url',
      'import.meta.filename': '__filename',
      'import.meta.dirname': '__dirname',
    },
  });
  makeAscii(outfile);
  writeFileSync(join(dirname(outfile), 'build'), `${version} ${buildId}\n`);
}

/** @param {string} entry @param {string} outfile @param {Record<string, string>} [more] */
async function bundleExecutable(entry, outfile, more) {
  await bundle(entry, outfile, '#!/usr/bin/env node\n', more);
  chmodSync(outfile, 0o755);
}

/** The executable goes by the content of what it loads: compiled code is kept by what it was compiled from. */
async function bundleAll(folder) {
  const main = join(folder, 'main.cjs');
  const cli = join(folder, 'cli.cjs');
  await bundle('src/bin.ts', main);
  const hash = createHash('sha256').update(readFileSync(main)).digest('hex');
  await bundleExecutable('src/launch.ts', cli, { __BUNDLE__: JSON.stringify(hash.slice(0, 16)) });
}

/** @param {string} folder */
async function bundleVendored(folder) {
  const homes = new Set();
  for (const [name, contents] of VENDORED) {
    const { metafile } = await build({
      ...shared,
      packages: 'bundle',
      sourcemap: false,
      metafile: true,
      stdin: { contents, resolveDir: root },
      outfile: join(folder, fileOf(name)),
      format: 'cjs',
    });
    for (const home of homesOf(metafile)) homes.add(home);
  }
  writeFileSync(
    join(folder, 'LICENSES'),
    [...homes]
      .sort()
      .map(licenceOf)
      .join(`\n${'-'.repeat(80)}\n\n`),
  );
}

/** @param {string} folder */
function writeApi(folder) {
  const { declarations, values } = declarationsOf(join(root, 'src/index.ts'));
  writeFileSync(join(folder, 'index.d.ts'), declarations);
  const names = values.join(', ');
  writeFileSync(
    join(folder, 'index.js'),
    `import main from './main.cjs';\n\nexport const { ${names} } = { ...main, ...main.functions };\n`,
  );
}

const [first = 'dist', outfile] = process.argv.slice(2).filter((word) => word !== '--map');
const folder = outfile === undefined ? resolve(root, first) : dirname(resolve(outfile));
if (outfile === undefined) rmSync(folder, { recursive: true, force: true });
await Promise.all([
  outfile === undefined ? bundleAll(folder) : bundleExecutable(first, outfile),
  bundleVendored(join(folder, 'vendor')),
  outfile === undefined ? buildPage(join(folder, 'page.html')) : undefined,
]);
if (outfile === undefined) writeApi(folder);
