/** The scanners alone: what a cold process pays to load one and read one file, and how fast it is once it runs. */

import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { DEFAULTS, kindOf, textOf } from './generate.mjs';
import { markdown, measure, ms, times } from './measure.mjs';
import { versionOf } from './peers.mjs';

/** @typedef {import('./tables.mjs').Bench} Bench */

/** @type {import('./tables.mjs').Table} */
export const scanners = {
  id: 'scanners',
  title: 'Scanners: cold start with one file of about 200 lines, and throughput',
  must: 'Cold: a process that loads the scanner and reads the file, less `node -e 0`. Throughput: one thread, 40 files, after 10 rounds.',
  async *run(bench) {
    const folder = join(bench.folder, 'scanners');
    mkdirSync(folder, { recursive: true });
    const own = await bundle(bench, folder);
    const texts = { ts: corpus('ts'), py: corpus('py') };
    for (const [kind, list] of Object.entries(texts))
      writeFileSync(join(folder, `corpus.${kind}.json`), JSON.stringify(list));
    const one = (/** @type {'ts' | 'py'} */ kind) =>
      texts[kind].find((text) => text.split('\n').length > 180) ?? texts[kind][0];
    writeFileSync(join(folder, 'one.ts'), one('ts'));
    writeFileSync(join(folder, 'one.py'), one('py'));

    for (const node of bench.nodes.filter(({ label }) => / (20|24)\./.test(label) || bench.nodes.length === 1)) {
      const subjects = subjectsIn(bench, own).map((subject) => {
        const script = join(folder, `${subject.id}.cjs`);
        writeFileSync(script, programFor(subject, folder));
        return { ...subject, script };
      });
      const commands = [
        { label: '`node -e 0`', argv: [node.path, '-e', '0'], cwd: folder },
        ...subjects.map(({ label, script }) => ({ label, argv: [node.path, script], cwd: folder })),
      ];
      const cold = measure(commands, bench.runs);
      const rows = subjects.map(({ label, script, lacks }, order) => {
        const { wall, cpu } = cold[order + 1];
        const speed = throughput(node.path, script);
        return [
          label,
          `+${ms(wall - cold[0].wall)}`,
          `+${ms(cpu - cold[0].cpu)}`,
          times(wall / cold[0].wall),
          speed,
          lacks,
        ];
      });
      yield `${node.label}, \`node -e 0\` ${ms(cold[0].wall)}\n\n${markdown(['', 'cold', 'CPU', '÷ `node -e 0`', 'MB/s', ''], rows)}`;
    }
  },
};

/** @param {'ts' | 'py'} kind */
function corpus(kind) {
  const options = { ...DEFAULTS, files: 4000 };
  const texts = [];
  for (let number = 0; texts.length < 40; number++)
    if (kindOf(number, options) === kind) texts.push(textOf(number, options));
  return texts;
}

/** The scanners as one file, without the rest. @param {Bench} bench @param {string} folder */
async function bundle(bench, folder) {
  const { build } = await import('esbuild');
  const outfile = join(folder, 'own.cjs');
  await build({
    entryPoints: [join(bench.sources, 'languages', 'index.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    minify: true,
    logLevel: 'error',
  });
  return outfile;
}

/** @typedef {{ id: string, label: string, kind: 'ts' | 'py', load: string, call: string, lacks: string }} Subject */

/** @param {Bench} bench @param {string} own @returns {Subject[]} */
function subjectsIn({ peers }, own) {
  const load = createRequire(pathToFileURL(join(peers, 'package.json')));
  const path = (/** @type {string} */ name) => JSON.stringify(load.resolve(name));
  const has = (/** @type {string} */ name) => existsSync(join(peers, 'node_modules', name));
  /** @type {Subject[]} */
  const subjects = [
    {
      id: 'own-ts',
      label: 'ssot-guard, TypeScript',
      kind: 'ts',
      load: `const { scan } = require(${JSON.stringify(own)})`,
      call: "scan(text, 'ts')",
      lacks: 'imports, definitions, aliases, uses, strings',
    },
    {
      id: 'own-py',
      label: 'ssot-guard, Python',
      kind: 'py',
      load: `const { scan } = require(${JSON.stringify(own)})`,
      call: "scan(text, 'py')",
      lacks: 'the same',
    },
  ];
  /** @param {Omit<Subject, 'kind' | 'label'>} subject */
  const peer = (subject) => {
    if (has(subject.id))
      subjects.push({ ...subject, kind: 'ts', label: `${subject.id} ${versionOf(peers, subject.id)}` });
  };
  const lexer = 'es-module-lexer';
  if (has(lexer)) {
    peer({
      id: lexer,
      load: `const { parse, initSync } = require(${path(lexer)}); initSync?.()`,
      call: 'parse(text)',
      lacks: 'import specifiers; no names, no types, no JSX',
    });
  }
  if (has('oxc-parser')) {
    peer({
      id: 'oxc-parser',
      load: `const { parseSync } = require(${path('oxc-parser')})`,
      call: "parseSync('a.ts', text).module",
      lacks: 'a syntax tree, of which its imports are taken',
    });
  }
  if (has('acorn')) {
    peer({
      id: 'acorn',
      load: `const { parse } = require(${path('acorn')})`,
      call: "parse(strip(text), { ecmaVersion: 'latest', sourceType: 'module' })",
      lacks: 'a syntax tree; no TypeScript: given a file of JavaScript as long',
    });
  }
  if (has('typescript')) {
    peer({
      id: 'typescript',
      load: `const ts = require(${path('typescript')})`,
      call: "ts.createSourceFile('a.ts', text, ts.ScriptTarget.Latest, false)",
      lacks: 'a syntax tree',
    });
  }
  return subjects;
}

/** A script that reads one file, or with an argument measures megabytes a second over the corpus. @param {Subject} subject @param {string} folder */
function programFor({ id, kind, load, call }, folder) {
  // acorn reads no types: comments of the same length stand for what it does not know
  const strip =
    id === 'acorn'
      ? "const strip = (text) => 'function f(a) { return [a, \"b\"] / 2; } // x\\n'.repeat(text.length / 40);"
      : '';
  return `const { readFileSync } = require('node:fs');
${load};
${strip}
const read = (text) => ${call};
if (process.argv[2] === undefined) read(readFileSync(${JSON.stringify(join(folder, `one.${kind}`))}, 'utf8'));
else {
  const texts = JSON.parse(readFileSync(${JSON.stringify(join(folder, `corpus.${kind}.json`))}, 'utf8'));
  const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  for (let round = 0; round < 10; round++) for (const text of texts) read(text);
  const times = [];
  for (let round = 0; round < 15; round++) {
    const start = process.cpuUsage();
    for (const text of texts) read(text);
    const { user, system } = process.cpuUsage(start);
    times.push(user + system);
  }
  times.sort((a, b) => a - b);
  console.log((bytes / times[7]).toFixed(1));
}
`;
}

/** @param {string} node @param {string} script */
function throughput(node, script) {
  const { execFileSync } = /** @type {typeof import('node:child_process')} */ (
    process.getBuiltinModule('node:child_process')
  );
  return execFileSync(node, [script, 'throughput'], { encoding: 'utf8' }).trim();
}
