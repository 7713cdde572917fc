/**
 * Builds what the package ships.
 *
 *   dist/cli.cjs     what Node starts: hands over to main.cjs with V8's compiled code (src/launch.ts)
 *   dist/hook.cjs    `check` alone, for the hook, as a function
 *   dist/main.cjs    the command line as one CommonJS file: the cheapest thing that Node can start (nine ES modules
 *                    cost twice as much). What is imported by `import()` stays unevaluated until then.
 *   dist/build       version and build in words, for the hook (src/prefilter/hook-file.ts)
 *   dist/vendor/     dependencies that checks load, each as one file with its licence: nothing is looked up in the
 *                    `node_modules` of a repository
 *   dist/worker.cjs  what a thread runs that reads part of a whole tree (src/facts/threads/worker.ts)
 *   dist/index.js    the typed functions, as one ES module
 *   dist/**.d.ts     their declarations
 *
 * `node scripts/build.mjs <entry> <outfile>` bundles another entry in the way of cli.cjs, for tests.
 */

import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

const shared = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node20',
  // What only commands load that a person starts is resolved when it is first needed, in the user's node_modules.
  packages: 'external',
  legalComments: 'none',
  logLevel: 'warning',
  // Measured on the command line: minified names save V8 a fifth of its work, ASCII output (the default) another fifth.
  // Stack traces are mapped back with the map that lies beside the bundle (src/trace.ts).
  minify: true,
  sourcemap: 'external',
  sourcesContent: false,
};

/** `import.meta` does not exist in CommonJS. Its URL is made when someone asks, for a quarter of a millisecond. */
const META = '"use strict";const __meta={get url(){return require("node:url").pathToFileURL(__filename).href}};';

/** What Node puts around a module; with it V8 takes a file as it is. */
const FUNCTION = '(function(exports,require,module,__filename,__dirname){';

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
 * @param {string} entry @param {string} outfile @param {boolean} sourcemap @param {boolean} asFunction
 * @param {Record<string, string>} more words to put in
 */
async function bundleCli(entry, outfile, sourcemap = true, asFunction = false, more = {}) {
  await build({
    ...shared,
    sourcemap: sourcemap && shared.sourcemap,
    plugins: [lazyBuiltins],
    entryPoints: [entry],
    outfile,
    format: 'cjs',
    banner: { js: asFunction ? `${FUNCTION}${META}` : `#!/usr/bin/env node\n${META}` },
    ...(asFunction ? { footer: { js: '})' } } : {}),
    define: {
      ...identity,
      ...more,
      'import.meta.url': '__meta.url',
      'import.meta.filename': '__filename',
      'import.meta.dirname': '__dirname',
    },
  });
  makeAscii(outfile);
  chmodSync(outfile, 0o755);
  writeFileSync(join(dirname(outfile), 'build'), `${version} ${buildId}\n`);
}

/** What `loadPackage` loads. Of jsonc-parser only the parser: its own entry loads a formatter and editor, in 9 ms, not 2. */
const VENDORED = new Map([
  ['picomatch', 'module.exports = require("picomatch")'],
  ['jsonc-parser', 'export * from "jsonc-parser/lib/esm/impl/parser.js"'],
  ['es-module-lexer', 'module.exports = require("es-module-lexer")'],
]);

/** @param {string} folder */
async function bundleVendored(folder) {
  for (const [name, contents] of VENDORED) {
    const home = join(root, 'node_modules', name);
    const licence = readdirSync(home).find((file) => /^licen[cs]e/i.test(file));
    if (licence === undefined) throw new Error(`${name} has no licence file`);
    const words = readFileSync(join(home, licence), 'utf8').replaceAll('*/', '* /');
    await build({
      ...shared,
      packages: 'bundle',
      sourcemap: false,
      stdin: { contents, resolveDir: root },
      outfile: join(folder, `${name}.cjs`),
      format: 'cjs',
      banner: { js: `/* ${name}\n\n${words}\n*/` },
    });
  }
}

async function bundleApi() {
  await build({
    ...shared,
    entryPoints: ['src/index.ts'],
    outfile: 'dist/index.js',
    format: 'esm',
    minify: false,
    sourcemap: false,
    define: identity,
  });
}

/** Types are checked by `npm run typecheck`; here they are only written. */
function declare() {
  const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [tsc, '-p', 'scripts/tsconfig.declarations.json'], {
      cwd: root,
      stdio: 'inherit',
    });
    child.on('error', reject);
    child.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`tsc ended with ${code}`))));
  });
}

const [entry, outfile] = process.argv.slice(2);
if (entry !== undefined && outfile !== undefined) {
  await Promise.all([bundleCli(entry, outfile), bundleVendored(join(dirname(outfile), 'vendor'))]);
} else {
  rmSync(join(root, 'dist'), { recursive: true, force: true });
  await Promise.all([
    declare(),
    bundleCli('src/bin.ts', 'dist/main.cjs'),
    bundleCli('src/bin-hook.ts', 'dist/hook.cjs', true, true).then(() => {
      // compiled code is kept by what it was compiled from
      const hash = createHash('sha256')
        .update(readFileSync(join(root, 'dist/hook.cjs')))
        .digest('hex');
      const more = { __BUNDLE__: JSON.stringify(hash.slice(0, 16)) };
      return bundleCli('src/launch.ts', 'dist/cli.cjs', false, false, more);
    }),
    bundleVendored('dist/vendor'),
    bundleCli('src/facts/threads/worker.ts', 'dist/worker.cjs', false),
    bundleApi(),
  ]);
}
