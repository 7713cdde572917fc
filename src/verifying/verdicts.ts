/**
 * Whether concepts are finished: everything that is left of each, in one order.
 */
import { type BaselineEntry, entryIdentity } from '../baseline/entries.ts';
import { leftOvers } from '../judging/left-over.ts';
import type { Unexplained } from '../judging/unexplained.ts';
import type { CheckOutcome } from '../pipeline.ts';
import { type ConceptVerdict, LEFT_KINDS, type Left } from '../receipt.ts';
import type { RegistryMatcher } from '../registry/matcher.ts';
import { exceptionsOf, exceptionWords } from '../registry/sentences.ts';
import { counted } from '../text/plural.ts';
import { type Concept, type Exception, isMention, type Registry, type RuleId } from '../types.ts';
import { damageOf } from './damage.ts';

/** @param concepts by name, null what belongs to none */
export function verdictsOf(
  outcome: CheckOutcome,
  concepts: readonly (string | null)[],
  strict: boolean,
): ConceptVerdict[] {
  const damage = damageOf(outcome, strict);
  const ofAll = [...unreadIn(outcome), ...(outcome.report.summary.filesChecked === 0 ? [NOTHING] : [])];
  return concepts.map((name) => {
    const concept = name === null ? null : (outcome.matcher.concepts.get(name) ?? null);
    const left = [
      ...violationsOf(name, outcome, strict),
      ...debtOf(name, outcome).filter((one) => strict || one.rule !== 'mention'),
      ...datedExceptions(concept, outcome.matcher.registry).map(ofRegistry),
      ...(concept === null ? [] : leftOversOf(concept, outcome)),
      ...damage(name).map((one) => leftAs('damaged', one, `does not read cleanly: ${one.message}`)),
      ...(strict && concernsScripts(concept, outcome.matcher) ? outcome.unexplained.map(unexplained) : []),
      ...ofAll,
    ];
    const mentions = strict ? [] : mentionsOf(name, outcome);
    return { name, finished: left.length === 0, left: inOrder(left), mentions: inOrder(mentions) };
  });
}

type PlaceOfLeft = Partial<Pick<Left, 'path' | 'pathBytes' | 'line' | 'column' | 'rule' | 'status'>>;

function leftAs(kind: Left['kind'], place: PlaceOfLeft, message: string): Left {
  const { rule = null, status = null, path = null, pathBytes, line = null, column = null } = place;
  const bytes = pathBytes === undefined ? {} : { pathBytes };
  return { kind, rule, status, path, ...bytes, line, column, message };
}

const NOTHING = leftAs('nothing-checked', {}, 'no file was checked: files.include says which are');

function violationsOf(name: string | null, { viewOf }: CheckOutcome, strict: boolean): Left[] {
  const { findings, exceptions } = viewOf(name);
  const dated = exceptions.filter((one) => one.until !== null && (strict || !isMention(one)));
  return [
    ...findings.filter((one) => strict || !isMention(one)).map((one) => leftAs('finding', one, one.message)),
    ...dated.map((one) => leftAs('exception', one, `excepts \`${one.rule}\` until ${one.until}: ${one.reason}`)),
  ];
}

/** Text files that name what is banned: they hold nobody back, unless they count. */
function mentionsOf(name: string | null, { viewOf }: CheckOutcome): Left[] {
  return viewOf(name)
    .findings.filter(isMention)
    .map((one) => leftAs('finding', one, one.message));
}

function debtOf(name: string | null, { baseline, stale }: CheckOutcome): Left[] {
  const gone = new Set(stale.map(entryIdentity));
  return baseline
    .filter(({ concept }) => concept === name)
    .map((entry) => leftAs('baseline', { ...placeOf(entry), rule: entry.rule }, debtWords(entry, gone)));
}

function placeOf({ path, pathBytes }: BaselineEntry): PlaceOfLeft {
  return pathBytes === undefined ? { path } : { path, pathBytes };
}

function debtWords(entry: BaselineEntry, gone: ReadonlySet<string>): string {
  const { count, module, symbol, until } = entry;
  const what = [module, symbol].filter((one) => one !== null).join(' ');
  const known = `baseline entry for ${counted(count, 'finding')}${what === '' ? '' : ` (${what})`} until ${until}`;
  return gone.has(entryIdentity(entry)) ? `${known}, which has no violation any more` : known;
}

/** Exceptions of the registry that end some day, or have. */
function datedExceptions(concept: Concept | null, { banned, unique }: Registry): Exception[] {
  const all = concept === null ? [...banned, ...unique].flatMap(({ allow }) => allow) : exceptionsOf(concept);
  return all.filter(({ until }) => until !== null);
}

function ofRegistry(exception: Exception): Left {
  return leftAs('exception', exception.place, `an exception of the registry, ${exceptionWords(exception)}`);
}

function leftOversOf(concept: Concept, { matcher, snapshot, inTree, report }: CheckOutcome): Left[] {
  const revived = new Set(report.findings.flatMap(({ rule, path }) => (rule === REVIVED ? [path] : [])));
  const found = inTree((modules) => leftOvers(concept, snapshot.tree.allPaths(), matcher, modules));
  return found
    .filter(({ path }) => !revived.has(path))
    .map(({ path, ban, gives }) => {
      const shown = gives.slice(0, 3).map((name) => (name === '*' ? 'all of another module' : name));
      const more = gives.length > 3 ? ` and ${gives.length - 3} more` : '';
      return leftAs('left-over', { path }, `is banned (${ban.module}) and still gives ${shown.join(', ')}${more}`);
    });
}

/** What is there although it is banned as gone is a finding already. */
const REVIVED: RuleId = 'revived-module';

function unreadIn({ unchecked }: CheckOutcome): Left[] {
  const once = new Map(unchecked.map((one) => [JSON.stringify([one.path, one.pathBytes, one.reason]), one]));
  return [...once.values()].map((one) => leftAs('unread', one, `could not be checked: ${one.reason}`));
}

function unexplained({ prefix, imports, files }: Unexplained): Left {
  const where = `${counted(imports, 'import')} in ${counted(files, 'file')}`;
  return leftAs('unexplained', {}, `nothing explains ${JSON.stringify(prefix)}: ${where} may name any module`);
}

/** Only names in JavaScript are ever unexplained. A ban without a language holds there too. */
function concernsScripts(concept: Concept | null, { bans, registry }: RegistryMatcher): boolean {
  const name = concept?.name ?? null;
  if (bans.some((entry) => (entry.concept?.name ?? null) === name && entry.language !== 'py')) return true;
  return concept === null ? registry.unique.length > 0 : concept.canonical.some(({ language }) => language === 'js');
}

function inOrder(left: readonly Left[]): Left[] {
  const key = ({ kind, path, line, column, message }: Left): readonly (string | number)[] => [
    ...[LEFT_KINDS.indexOf(kind), path ?? '', line ?? 0, column ?? 0, message],
  ];
  return [...left].sort((a, b) => compare(key(a), key(b)));
}

function compare(a: readonly (string | number)[], b: readonly (string | number)[]): number {
  const at = a.findIndex((value, index) => value !== b[index]);
  if (at < 0) return 0;
  return (a[at] ?? '') < (b[at] ?? '') ? -1 : 1;
}
