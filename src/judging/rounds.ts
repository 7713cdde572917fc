/**
 * Judging in rounds: what a file asked for and nobody knew yet is fetched, and the file is judged again, until no
 * question is open. A verdict holds what is said of one file, a round what is said of all.
 */
import type { ReadFile } from '../facts/files.ts';
import { NO_FACTS } from '../facts/source.ts';
import { type FactMemory, openTree } from '../facts/tree.ts';
import { settleEach, together, viewOf } from '../git/settle.ts';
import { isCompared, type SourceFile } from '../git/snapshot.ts';
import { namesUnderUnique } from '../head-index/definers.ts';
import type { RegistryMatcher } from '../registry/matcher.ts';
import { mayMention } from '../registry/mentions.ts';
import type { FilePass, RawFinding } from '../rules/define.ts';
import type { FileFacts, Tree } from '../types.ts';
import { type Check, modulesIn } from './check.ts';
import { type EarlierRegistry, leadsElsewhere, viewsOf, withConfigurationOf } from './earlier.ts';
import { judgeFile } from './judge-file.ts';
import { collectProblems, locator } from './questions.ts';
import { type RegistryVerdict, registryJudge } from './self-check.ts';
import { countUnexplained, unexplainedIn } from './unexplained.ts';
import { usesIn } from './uses.ts';
import type { EarlierVersion, FileUses, Judgement, OtherVerdict, Verdict } from './verdict.ts';

/** Judges every file and the registry, each until all that its verdict rests on is known. */
export function judgeUntilSettled(check: Check): Judgement {
  const { snapshot, files, texts, definers } = check;
  const trees = treesOf(check);
  const judge = fileJudge(check, trees);
  // a registry that is at hand is not of this tree
  const own = check.request.registry === undefined ? registryJudge(check, () => trees().tree) : null;
  const names = new Map<SourceFile, readonly string[]>();
  const uses = new Map<SourceFile, Verdict['uses']>();
  let registry: RegistryVerdict = { findings: [], unreadable: [], notes: [] };
  const ask = (read: ReadFile | null): Verdict | null => {
    if (read === null) {
      registry = own?.judge() ?? registry;
      return null;
    }
    const verdict = judge(read);
    if (verdict.names.length > 0) names.set(read.file, verdict.names);
    if (verdict.uses.length > 0) uses.set(read.file, verdict.uses);
    return saysSomething(verdict) ? verdict : null;
  };
  const verdicts = settleEach(together([snapshot, definers, own]), [...files.read, ...texts.read, null], ask);
  return judgementOf(
    verdicts.filter((verdict) => verdict !== null),
    registry,
    { names, uses: [...files.read, ...texts.read].flatMap(({ file }) => usesOf(file, uses.get(file))) },
  );
}

function usesOf(file: SourceFile, uses: Verdict['uses'] | undefined): FileUses[] {
  return uses === undefined ? [] : [{ file, uses }];
}

function saysSomething({ judged, others, unexplained, unreadable, notes }: Verdict): boolean {
  return judged !== null || others.length > 0 || unexplained.size > 0 || unreadable.length > 0 || notes.length > 0;
}

/** All verdicts together, in the order of the files. */
function judgementOf(
  verdicts: readonly Verdict[],
  registry: RegistryVerdict,
  found: Pick<Judgement, 'names' | 'uses'>,
): Judgement {
  const unreadable = [...verdicts, registry].flatMap((one) => one.unreadable);
  return {
    judged: verdicts.flatMap((verdict) => verdict.judged ?? []),
    earlier: verdicts.flatMap((verdict) => verdict.earlier ?? []),
    others: verdicts.flatMap((verdict) => verdict.others),
    registry: registry.findings,
    unexplained: countUnexplained(verdicts.map(({ unexplained }) => unexplained)),
    unreadable: [...new Map(unreadable.map((one) => [one.path, one])).values()],
    notes: [...new Set([...verdicts, registry].flatMap((one) => one.notes))],
    ...found,
  };
}

/** What is derived from a tree grows with the files that ask. */
const FILES_PER_TREE = 2000;

/** A function that judges one file after the other. */
function fileJudge(
  { request, snapshot, matcher, counting, uniqueKey, earlier, files, texts, definers, readOutside }: Check,
  trees: () => Trees,
): (read: ReadFile) => Verdict {
  const { all: registries, changes } = earlier;
  const ways = new Map(registries.map((one) => [one, viewsOf(one, changes)]));

  return (read) => {
    const { file, facts } = read;
    const { report, all } = collectProblems();
    const { tree, old, configuredBefore } = trees();
    const passOf = (of: Tree, by: RegistryMatcher, path: string, its: FileFacts): Omit<FilePass, 'report'> => ({
      ...{ path, facts: its, matcher: by, today: request.today, locate: locator(of) },
      modules: modulesIn(of, by, readOutside, report),
      definers: (name: string) => definers.of(name, path),
      mayBeBanned: of === tree && (by === matcher || by === counting) ? files.mayBeBanned : null,
    });
    const judgeIn = (of: Tree, by: RegistryMatcher, path: string, its: FileFacts): RawFinding[] =>
      judgeFile(passOf(of, by, path, its));
    const isText = facts.mentions !== undefined;
    const covers = (by: RegistryMatcher): boolean => (isText ? mayMention(by, file.path) : by.includes(file.path));
    /** The version in HEAD, where only what the commit introduces counts: of mentions always. */
    const earlierBy = (by: RegistryMatcher, findings: readonly RawFinding[]): EarlierVersion | null => {
      const isIntroduced = by.registry.commit === 'introduced' || (isText && isCompared(snapshot));
      if (old === null || findings.length === 0 || !isIntroduced) return null;
      const path = file.status === 'A' ? snapshot.renames().get(file.path) : file.path;
      const text = path === undefined ? undefined : old.read(path);
      if (path === undefined || text === undefined) return null;
      const was = isText ? texts.factsOf(text, path) : old.facts(path);
      if (was === undefined) return null;
      return { file, facts: was, text, findings: judgeIn(old, by, path, was) };
    };
    const judgeBy = (by: EarlierRegistry): OtherVerdict | null => {
      if (!covers(by.matcher)) return null;
      const findings = (ways.get(by) ?? []).flatMap((view) => {
        const of = view.configuredBefore ? (configuredBefore.get(by) ?? tree) : tree;
        const found = judgeIn(of, view.matcher, file.path, facts).filter(({ rule }) => view.speaks(rule));
        const now = modulesIn(tree, matcher, readOutside, report);
        return of === tree ? found : found.filter((one) => !leadsElsewhere(one, file.path, now));
      });
      if (findings.length === 0 && facts.allows.length === 0) return null;
      return { by, judged: { file, facts, findings }, earlier: earlierBy(by.matcher, findings) };
    };
    const isCovered = (registries.length === 0 && !isText) || covers(matcher);
    const findings = isCovered ? judgeIn(tree, matcher, file.path, facts) : [];
    return {
      judged:
        isCovered && (findings.length > 0 || facts.allows.length > 0)
          ? { file, facts: keptFacts(read, facts, findings), findings }
          : null,
      earlier: earlierBy(matcher, findings),
      others: registries.flatMap((by) => judgeBy(by) ?? []),
      unexplained: unexplainedIn(
        isCovered ? facts : NO_FACTS,
        file.path,
        matcher,
        modulesIn(tree, matcher, readOutside, report),
      ),
      uses: counting !== null && covers(counting) ? usesIn(passOf(tree, counting, file.path, facts)) : [],
      names: uniqueKey === null ? [] : namesUnderUnique(facts, matcher),
      ...all(),
    };
  };
}

/**
 * What is kept of a file's facts until its findings are placed: all where a statement is to be edited, because edits hold
 * facts of it, and all of a text file. Else the imports and definitions are decoded anew for whoever asks for them.
 */
function keptFacts(read: ReadFile, facts: FileFacts, findings: readonly RawFinding[]): FileFacts {
  if (facts.mentions !== undefined || findings.some(({ change }) => change !== null)) return facts;
  const { allows, damage } = facts;
  return {
    allows,
    damage,
    get parts() {
      return read.facts.parts;
    },
  };
}

/** Views of the trees that files are judged in, for as long as their answers are final. */
interface Trees {
  readonly tree: Tree;
  /** HEAD's. */
  readonly old: Tree | null;
  /** The staged one with the configuration of the commit that each earlier registry is of. */
  readonly configuredBefore: ReadonlyMap<EarlierRegistry, Tree>;
}

function treesOf({ snapshot, earlier, files }: Check): () => Trees {
  const headMemory: FactMemory = new Map();
  const open = (): Trees => {
    const tree = openTree(snapshot.tree, files.memory, files.known);
    const configuredBefore = earlier.all.map(
      (one) => [one, withConfigurationOf(openTree(one.tree, new Map()), tree)] as const,
    );
    const old = snapshot.head === null ? null : openTree(snapshot.head, headMemory);
    return { tree, old, configuredBefore: new Map(configuredBefore) };
  };
  return viewOf(snapshot, open, FILES_PER_TREE);
}
