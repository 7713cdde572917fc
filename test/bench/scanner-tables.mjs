/** The scanners alone: what a cold process pays to load one and read one file, and how fast it is once it runs. */

import { execFileSync, spawnSync } from 'node:child_process';
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
  must: 'Cold: a process that loads the scanner and reads the file, less `node -e 0`. Throughput: one thread, 40 files again and again, after 20 MB of them.',
  async *run(bench) {
    const folder = join(bench.folder, 'scanners');
    mkdirSync(folder, { recursive: true });
    const own = await bundle(bench, folder);
    const ts = corpus('ts');
    const texts = { ts, py: corpus('py'), js: await Promise.all(ts.map(asScript)) };
    for (const [kind, list] of Object.entries(texts))
      writeFileSync(join(folder, `corpus.${kind}.json`), JSON.stringify(list));
    for (const [kind, list] of Object.entries(texts)) {
      const at = nearestTo(200, kind === 'js' ? texts.ts : list);
      writeFileSync(join(folder, `one.${kind}`), list[at] ?? '');
    }

    const python = pythonThroughput(folder);
    for (const node of bench.nodes.filter(({ label }, order) => order === 0 || / 24\./.test(label))) {
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
      if (python !== undefined) rows.push(['`ast` of python3', '', '', '', python, 'a syntax tree']);
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

/** Index of the text whose number of lines is nearest to `lines`. @param {number} lines @param {string[]} texts */
function nearestTo(lines, texts) {
  const far = texts.map((text) => Math.abs(text.split('\n').length - lines));
  return far.indexOf(Math.min(...far));
}

/** @param {string} text */
async function asScript(text) {
  const { transform } = await import('esbuild');
  return (await transform(text, { loader: 'tsx', jsx: 'automatic' })).code;
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

/** @typedef {{ id: string, label: string, kind: 'ts' | 'py' | 'js', load: string, call: string, lacks: string }} Subject */

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
  /** @param {Omit<Subject, 'label'>} subject */
  const peer = (subject) => {
    if (has(subject.id)) subjects.push({ ...subject, label: `${subject.id} ${versionOf(peers, subject.id)}` });
  };
  const lexer = 'es-module-lexer';
  if (has(lexer)) {
    peer({
      id: lexer,
      kind: 'js',
      load: `const { parse, initSync } = require(${path(lexer)}); initSync?.()`,
      call: 'parse(text)',
      lacks: 'import specifiers without names; no types: reads the same source as JavaScript',
    });
  }
  if (has('oxc-parser')) {
    peer({
      id: 'oxc-parser',
      kind: 'ts',
      load: `const { parseSync } = require(${path('oxc-parser')})`,
      call: "parseSync('a.ts', text).module",
      lacks: 'a syntax tree, of which its imports are taken',
    });
  }
  if (has('acorn')) {
    peer({
      id: 'acorn',
      kind: 'js',
      load: `const { parse } = require(${path('acorn')})`,
      call: "parse(text, { ecmaVersion: 'latest', sourceType: 'module' })",
      lacks: 'a syntax tree; no types: reads the same source as JavaScript',
    });
  }
  if (has('typescript')) {
    peer({
      id: 'typescript',
      kind: 'ts',
      load: `const ts = require(${path('typescript')})`,
      call: "ts.createSourceFile('a.ts', text, ts.ScriptTarget.Latest, false)",
      lacks: 'a syntax tree',
    });
  }
  return subjects;
}

/** A script that reads one file, or with an argument measures megabytes a second over the corpus. @param {Subject} subject @param {string} folder */
function programFor({ kind, load, call }, folder) {
  return `const { readFileSync } = require('node:fs');
${load};
const read = (text) => ${call};
if (process.argv[2] === undefined) read(readFileSync(${JSON.stringify(join(folder, `one.${kind}`))}, 'utf8'));
else {
  const texts = JSON.parse(readFileSync(${JSON.stringify(join(folder, `corpus.${kind}.json`))}, 'utf8'));
  const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  for (let warm = 0; warm < 20e6; warm += bytes) for (const text of texts) read(text);
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

const PYTHON = `
import ast, json, sys, time
texts = [text.encode() for text in json.load(open(sys.argv[1]))]
times = []
for _ in range(9):
    start = time.process_time()
    for text in texts:
        ast.parse(text)
    times.append(time.process_time() - start)
print('%.1f' % (sum(map(len, texts)) / sorted(times)[4] / 1e6))
`;

/** What Python's own parser does with the same files; undefined where there is none. @param {string} folder */
function pythonThroughput(folder) {
  const { status, stdout } = spawnSync('python3', ['-c', PYTHON, join(folder, 'corpus.py.json')], { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : undefined;
}

/** @param {string} node @param {string} script */
function throughput(node, script) {
  return execFileSync(node, [script, 'throughput'], { encoding: 'utf8' }).trim();
}
