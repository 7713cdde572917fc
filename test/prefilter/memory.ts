/**
 * A project in memory, its registry, and two answers about one of its files: what the rules say, and whether the search
 * for required texts would have let it pass.
 */

import { expect } from 'vitest';
import { readFacts } from '../../src/facts/source.ts';
import { judgeFile } from '../../src/judging/judge-file.ts';
import { dialectOf, languageOf } from '../../src/languages/index.ts';
import { type ModuleContext, statedNames } from '../../src/modules/index.ts';
import { requiredTextsOfTree, searchPatterns, type TreeTexts } from '../../src/prefilter/hook-file.ts';
import { expressionSource } from '../../src/prefilter/pattern.ts';
import { listLine } from '../../src/prefilter/patterns.ts';
import { loadRegistry } from '../../src/registry/load.ts';
import { type CompiledRegistry, compileRegistry, type RegistryMatcher } from '../../src/registry/matcher.ts';
import { openMatcherIn } from '../../src/registry/open.ts';
import { importerTexts } from '../../src/required-text/of-importers.ts';
import { specifierTest } from '../../src/required-text/of-modules.ts';
import { always, joined, type RequiredTexts } from '../../src/required-text/required.ts';
import { rules } from '../../src/rules/index.ts';
import { applyInlineAllows } from '../../src/rules/inline-allow/comments.ts';
import type { LanguageId, Tree } from '../../src/types.ts';
import { treeOf } from '../modules/project.ts';

export interface World {
  readonly files: ReadonlyMap<string, string>;
  readonly registry: object;
  readonly links?: readonly (readonly [at: string, to: string])[];
  readonly readOutside?: ModuleContext['readOutside'];
}

export interface Answers {
  /** One line for each finding. */
  readonly findings: readonly string[];
  /** Whether git and grep would say that there is nothing. Only asked where it matters. */
  readonly skipped: () => boolean;
}

/** The registry, compiled; null when it is refused. */
function compiledOf(registry: object): CompiledRegistry | null {
  const loaded = loadRegistry(
    { path: '.ssotrc.json', text: JSON.stringify({ version: 1, ...registry }) },
    () => undefined,
  );
  return loaded.registry === null ? null : compileRegistry(loaded.registry);
}

/** The guard of a registry in a tree. @throws Error when the registry is refused */
export function matcherOf(registry: object, context: ModuleContext): RegistryMatcher {
  const compiled = compiledOf(registry);
  if (compiled === null) throw new Error('the registry is refused');
  return openMatcherIn(compiled, context);
}

/** What is said of one file; null for a registry that is refused. */
export function ask({ registry, ...world }: World, path: string, bytes: Buffer): Answers | null {
  return asker(world, path, bytes)(registry);
}

/** The same for many registries: all in one tree, whose configuration is read once. */
export function asker(
  { files, links, readOutside }: Omit<World, 'registry'>,
  path: string,
  bytes: Buffer,
): (registry: object) => Answers | null {
  const whole = new Map([...files, [path, bytes.toString('latin1')]]);
  const tree = withFacts(treeOf(whole, links), path, bytes);
  return (registry) => {
    const compiled = compiledOf(registry);
    if (compiled === null) return null;
    const context: ModuleContext = { tree, ...statedNames(compiled.registry), readOutside };
    const guard = openMatcherIn(compiled, context);
    return {
      findings: judge(guard, context, path, bytes),
      skipped: () => {
        const found = requiredTextsOfTree(guard, context);
        const expressions = [found, { ...found, byLanguage: byPackages(found, context) }].map((one) =>
          searched(one, path),
        );
        return [...new Set(expressions)].some((expression) => !isFound(expression, path, bytes));
      },
    };
  };
}

/** The same with the texts of the packages around banned modules, wherever there are any. */
function byPackages({ matcher, shortcuts }: TreeTexts, modules: ModuleContext): TreeTexts['byLanguage'] {
  const textsIn = (language: LanguageId): RequiredTexts => {
    const question = { matcher, language, shortcuts: shortcuts[language], modules };
    if (question.shortcuts.problem !== null) return always(question.shortcuts.problem);
    const ofBans = matcher.bans.map((entry) => importerTexts(entry, question, () => true));
    const others = rules
      .filter(({ id }) => id !== 'banned-import')
      .flatMap((rule) => rule.requiredTexts?.(question) ?? []);
    return joined([...ofBans, ...others]);
  };
  return { js: textsIn('js'), py: textsIn('py') };
}

function withFacts(tree: Tree, path: string, bytes: Buffer): Tree {
  const known = new Map<string, ReturnType<typeof readFacts>['facts']>();
  const facts = (of: string) => {
    const text = tree.read(of);
    if (text === undefined) return undefined;
    const read = known.get(of) ?? readFacts(of === path ? bytes : Buffer.from(text), of).facts;
    known.set(of, read);
    return read;
  };
  return { ...tree, facts };
}

function judge(guard: RegistryMatcher, modules: ModuleContext, path: string, bytes: Buffer): string[] {
  if (dialectOf(path) === null || !guard.includes(path)) return [];
  const { facts } = readFacts(bytes, path);
  const everyPath = (): string[] => ['js', 'ts', 'py'].flatMap((ending) => modules.tree.named(`other.${ending}`));
  const pass = {
    ...{ path, facts, matcher: guard, modules, today: '2026-06-01', definers: everyPath, mayBeBanned: null },
    locate: () => ({ line: 1, column: 1 }),
  };
  const found = judgeFile(pass);
  const mayBeBanned = specifierTest(guard, requiredTextsOfTree(guard, modules).shortcuts);
  expect(judgeFile({ ...pass, mayBeBanned })).toEqual(found);
  const terms = { today: '2026-06-01', permitted: guard.registry.inlineAllow, ruleIds: rules.map(({ id }) => id) };
  const { extra } = applyInlineAllows(facts.allows, found, () => 1, terms);
  return [...found, ...extra].map(({ rule, message }) => `${rule}: ${message}`);
}

/** What is looked for, as one expression. */
function searched(texts: TreeTexts, path: string): string {
  const language = languageOf(path) ?? (dialectOf(path) === 'notebook' ? 'notebook' : 'js');
  return searchPatterns(texts, language).map(expressionSource).join('|');
}

/** As hooks/with-git does it: the list of staged files, then their contents. */
function isFound(expression: string, path: string, bytes: Buffer): boolean {
  const id = '0123456789'.repeat(4);
  const staged = listLine(`:000000 100644 ${'0'.repeat(40)} ${id} A\t${path}\n`);
  return new RegExp(expression, 'm').test(`${staged}${id} blob ${bytes.length}\n${bytes.toString('latin1')}\n`);
}
