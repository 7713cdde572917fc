#!/usr/bin/env node
/**
 * Makes git repositories to measure on: any number of files, seeded, the same bytes every time.
 *
 *   node test/bench/generate.mjs <folder> [--files 1000] [--mix ts|both] [--concepts 5] [--unique] [--seed 1] [--checkout]
 *
 * A file's text is a function of its number, so that nothing is kept: commits go through `git fast-import` and without
 * `--checkout` no file is written to disk. What is in it: an application in TypeScript and TSX below `web/src` with an
 * alias `@/*`, half of it in Python below `app` if mixed, one home for each concept (`core`), one deprecated module each
 * (`legacy`) that one file in a thousand still imports, a registry, and if asked a rule for unique class names.
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { bodyOf, capital, NOUNS, pick, randomFrom, sizeOf } from './source-text.mjs';

/**
 * @typedef {object} Options
 * @property {number} files
 * @property {'ts' | 'both'} mix
 * @property {number} concepts
 * @property {boolean} unique
 * @property {number} seed
 */

/** @type {Options} */
export const DEFAULTS = { files: 1000, mix: 'both', concepts: 5, unique: false, seed: 1 };

/** Files in one folder, and so many numbers apart the next importer of a deprecated module. */
const IN_FOLDER = 25;
const VIOLATION_EVERY = 997;
const VIOLATION_AT = 5; // of both kinds, as 997 is odd

/** @param {number} number @param {Options} options @returns {'py' | 'ts' | 'tsx'} */
export function kindOf(number, { mix }) {
  if (mix === 'both' && number % 2 === 0) return 'py';
  return number % 5 === 1 ? 'tsx' : 'ts';
}

/** @param {number} number @param {Options} options */
export function pathOf(number, options) {
  const kind = kindOf(number, options);
  const folder = Math.floor(number / IN_FOLDER);
  const [area, part] = [NOUNS[folder % NOUNS.length], NOUNS[(folder * 7 + 3) % NOUNS.length]];
  const name = NOUNS[(number * 31 + 7) % NOUNS.length];
  const inner = `${area}/${part}${Math.floor(folder / NOUNS.length)}`;
  return kind === 'py' ? `app/${inner}/${name}_${number}.py` : `web/src/${inner}/${capital(name)}${number}.${kind}`;
}

/** The class that a file defines and that no other one does. @param {number} number */
function classOf(number) {
  return `${capital(NOUNS[(number * 31 + 7) % NOUNS.length])}${number}Service`;
}

/** A concept: its symbol, and the base names of its modules. @param {number} number */
export function conceptOf(number) {
  const [a, b] = [NOUNS[(number * 13 + 2) % NOUNS.length], NOUNS[(number * 29 + 11) % NOUNS.length]];
  const tail = number < 50 ? '' : String(number);
  return {
    symbol: `${capital(a)}${capital(b)}Manager${tail}`,
    kebab: `${a}-${b}-manager${tail}`,
    snake: `${a}_${b}_manager${tail}`,
  };
}

/** Whether a file imports a deprecated module. @param {number} number */
export const violates = (number) => number % VIOLATION_EVERY === VIOLATION_AT;

/** Every fourth file holds no word that any rule is about: no class of its own, no import from within the repository. @param {number} number */
export const isPlain = (number) => number % 4 === 3;

/** The import line of a deprecated module. @param {'py' | 'ts' | 'tsx'} kind @param {number} concept */
function bannedLine(kind, concept) {
  const { symbol, kebab, snake } = conceptOf(concept);
  return kind === 'py' ? `from app.legacy.${snake} import ${symbol}` : `import { ${symbol} } from '@/legacy/${kebab}';`;
}

/**
 * @param {number} number @param {Options} options
 * @param {{ violate?: boolean, append?: string }} change a version that imports a deprecated module, or has more at its end
 */
export function textOf(number, options, change = {}) {
  const random = randomFrom(options.seed * 1_000_003 + number);
  const kind = kindOf(number, options);
  const size = sizeOf(random);
  const banned = (change.violate ?? violates(number)) ? [bannedLine(kind, number % options.concepts)] : [];
  const head =
    kind === 'py' ? pythonHead(number, options, random, banned) : scriptHead(number, kind, options, random, banned);
  return `${head}${bodyOf(kind, random, Math.max(0, size - head.length))}${change.append ?? ''}`;
}

/** Numbers of other files of the same kind, most of them near. @param {number} number @param {Options} options @param {import('./source-text.mjs').Random} random */
function neighbours(number, options, random) {
  const step = options.mix === 'both' ? 2 : 1;
  return Array.from({ length: 1 + Math.floor(random() * 4) }, () => {
    const far =
      random() < 0.5
        ? Math.floor(random() * options.files)
        : number - (number % IN_FOLDER) + Math.floor(random() * IN_FOLDER);
    const other = far - (far % step) + (number % step);
    return other >= 0 && other < options.files ? other : number % step;
  }).filter((other) => other !== number && !isPlain(other));
}

const PACKAGES = ['lodash-es', 'clsx', 'date-fns', 'zod', '@tanstack/react-query', 'axios'];

/** @param {number} number @param {'ts' | 'tsx'} kind @param {Options} options @param {import('./source-text.mjs').Random} random @param {readonly string[]} banned */
function scriptHead(number, kind, options, random, banned) {
  const lines = kind === 'tsx' ? ["import { useMemo, useState } from 'react';"] : [];
  for (let more = Math.floor(random() * 3); more > 0; more--) {
    lines.push(`import * as lib${lines.length} from '${pick(random, PACKAGES)}';`);
  }
  if (isPlain(number)) return `${[...lines, ...banned].join('\n')}\n\n`;
  for (const other of new Set(neighbours(number, options, random))) {
    const path = pathOf(other, options);
    const specifier = other % 3 === 0 ? relativeTo(pathOf(number, options), path) : path.replace('web/src/', '@/');
    const type = random() < 0.2 ? 'type ' : '';
    lines.push(`import { ${type}${classOf(other)} } from '${specifier.replace(/\.tsx?$/, '')}';`);
  }
  if (random() < 0.25) {
    const { symbol, kebab } = conceptOf(Math.floor(random() * options.concepts));
    lines.push(`import { ${symbol} as Shared } from '@/core/${kebab}';`);
  }
  lines.push(...banned);
  return `${lines.join('\n')}

/** What the ${NOUNS[number % NOUNS.length]} page needs; see docs/areas.md. */
export class ${classOf(number)} {
  constructor(readonly id: string) {}
}

`;
}

/** @param {number} number @param {Options} options @param {import('./source-text.mjs').Random} random @param {readonly string[]} banned */
function pythonHead(number, options, random, banned) {
  const lines = ['from __future__ import annotations', '', 'import re', 'import time'];
  lines.push('from dataclasses import dataclass, field', 'from typing import TYPE_CHECKING, Any, Awaitable, Callable');
  for (const other of new Set(neighbours(number, options, random))) {
    const path = pathOf(other, options).replace(/\.py$/, '');
    const near = path.slice(0, path.lastIndexOf('/')) === pathOf(number, options).replace(/\/[^/]*$/, '');
    const module = near ? `.${path.slice(path.lastIndexOf('/') + 1)}` : path.replaceAll('/', '.');
    lines.push(
      random() < 0.3 ? `from ${module} import (\n    ${classOf(other)},\n)` : `from ${module} import ${classOf(other)}`,
    );
  }
  if (random() < 0.25) {
    const { symbol, snake } = conceptOf(Math.floor(random() * options.concepts));
    lines.push(`from app.core.${snake} import ${symbol} as Shared`);
  }
  lines.push(...banned);
  return `"""What the ${NOUNS[number % NOUNS.length]} page needs; see docs/areas.md."""
${lines.join('\n')}


class ${classOf(number)}:
    def __init__(self, id: str) -> None:
        self.id = id


`;
}

/** @param {string} from @param {string} to */
function relativeTo(from, to) {
  const [here, there] = [from.split('/').slice(0, -1), to.split('/')];
  let same = 0;
  while (same < here.length && here[same] === there[same]) same++;
  return `${'../'.repeat(here.length - same) || './'}${there.slice(same).join('/')}`;
}

/** The registry, as an object. @param {Options} options */
function registryOf(options) {
  const both = options.mix === 'both';
  const concepts = Object.fromEntries(
    Array.from({ length: options.concepts }, (_, number) => {
      const { symbol, kebab, snake } = conceptOf(number);
      const script = `web/src/core/${kebab}.ts#${symbol}`;
      return [
        symbol,
        {
          canonical: both ? [script, `app/core/${snake}.py#${symbol}`] : script,
          owner: '@platform',
          banned: [`./web/src/legacy/${kebab}.ts`, ...(both ? [`./app/legacy/${snake}.py`] : [])],
        },
      ];
    }),
  );
  const unique = [{ names: ['*Service'], kinds: ['class'], in: ['web/src/**', 'app/**'], except: ['Mock*'] }];
  return { version: 1, concepts, ...(options.unique ? { unique } : {}) };
}

/** Everything but the numbered files. @param {Options} options @returns {Generator<[path: string, text: string]>} */
function* fixedFiles(options) {
  const both = options.mix === 'both';
  yield ['.ssotrc.json', `${JSON.stringify(registryOf(options), null, 2)}\n`];
  yield ['package.json', '{ "name": "bench", "private": true, "workspaces": ["web"] }\n'];
  yield ['web/package.json', '{ "name": "@bench/web", "private": true, "type": "module" }\n'];
  const compilerOptions = {
    target: 'ES2022',
    module: 'ESNext',
    moduleResolution: 'Bundler',
    jsx: 'react-jsx',
    baseUrl: '.',
    paths: { '@/*': ['./src/*'] },
  };
  yield ['web/tsconfig.json', `// read with comments\n${JSON.stringify({ compilerOptions }, null, 2)}\n`];
  if (both) yield ['pyproject.toml', '[project]\nname = "bench"\nversion = "1.0"\n'];
  for (let number = 0; number < options.concepts; number++) {
    const { symbol, kebab, snake } = conceptOf(number);
    yield [`web/src/core/${kebab}.ts`, `/** The one ${symbol}. */\nexport class ${symbol} {\n  open(): void {}\n}\n`];
    yield [
      `web/src/legacy/${kebab}.ts`,
      `/** @deprecated use @/core/${kebab} */\nexport { ${symbol} } from '@/core/${kebab}';\n`,
    ];
    if (!both) continue;
    yield [`app/core/${snake}.py`, `class ${symbol}:\n    def open(self) -> None: ...\n`];
    yield [
      `app/legacy/${snake}.py`,
      `"""Deprecated: use app.core.${snake}."""\nfrom app.core.${snake} import ${symbol}\n`,
    ];
  }
}

/** A `fast-import` stream of one commit. @param {Options} options */
function* stream(options) {
  yield 'feature done\ncommit refs/heads/main\ncommitter Bench <bench@example.org> 1700000000 +0000\ndata 4\nall\n\n';
  for (const [path, text] of fixedFiles(options)) yield entry(path, text);
  for (let number = 0; number < options.files; number++) yield entry(pathOf(number, options), textOf(number, options));
  yield 'done\n';
}

/** @param {string} path @param {string} text */
const entry = (path, text) => `M 100644 inline ${path}\ndata ${Buffer.byteLength(text)}\n${text}\n`;

/** @param {string} folder @param {readonly string[]} args */
function git(folder, args) {
  const { status, stdout, stderr } = spawnSync('git', args, { cwd: folder, encoding: 'utf8', maxBuffer: 1 << 30 });
  if (status !== 0) throw new Error(`git ${args.join(' ')}: ${stderr}`);
  return stdout;
}

/**
 * Makes the repository. The folder must be empty or not there.
 * @param {string} folder @param {Options} options @param {boolean} checkout write the files to disk too
 */
export async function generate(folder, options, checkout = false) {
  mkdirSync(folder, { recursive: true });
  git(folder, ['init', '-q', '-b', 'main']);
  for (const [name, value] of [
    ['user.name', 'Bench'],
    ['user.email', 'bench@example.org'],
    ['gc.auto', '0'],
    ['core.autocrlf', 'false'],
  ]) {
    git(folder, ['config', name, value]);
  }
  // Deltas between files that have nothing in common cost time and save nothing.
  const child = spawn('git', ['fast-import', '--quiet', '--depth=0'], {
    cwd: folder,
    stdio: ['pipe', 'inherit', 'inherit'],
  });
  const ended = new Promise((fulfil, reject) => {
    child.on('error', reject);
    child.on('exit', (code) =>
      code === 0 ? fulfil(undefined) : reject(new Error(`git fast-import ended with ${code}`)),
    );
  });
  for (const part of stream(options)) {
    if (!child.stdin.write(part)) await new Promise((go) => child.stdin.once('drain', () => go(undefined)));
  }
  child.stdin.end();
  await ended;
  git(folder, checkout ? ['reset', '-q', '--hard'] : ['read-tree', 'HEAD']);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      files: { type: 'string', default: String(DEFAULTS.files) },
      mix: { type: 'string', default: DEFAULTS.mix },
      concepts: { type: 'string', default: String(DEFAULTS.concepts) },
      seed: { type: 'string', default: String(DEFAULTS.seed) },
      unique: { type: 'boolean', default: false },
      checkout: { type: 'boolean', default: false },
    },
  });
  if (positionals.length !== 1 || (values.mix !== 'ts' && values.mix !== 'both')) {
    console.error(
      'usage: generate.mjs <folder> [--files n] [--mix ts|both] [--concepts n] [--unique] [--seed n] [--checkout]',
    );
    process.exit(2);
  }
  const options = {
    files: Number(values.files),
    mix: values.mix,
    concepts: Number(values.concepts),
    unique: values.unique,
    seed: Number(values.seed),
  };
  await generate(resolve(positionals[0]), options, values.checkout);
}
