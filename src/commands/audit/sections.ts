/**
 * What an audit says, part by part, in the order in which a lead asks: how far, where it is heading, who, what was undone,
 * what next, what is not in the numbers; then everything by its headings. Terminal and Markdown show the same.
 */
import type { Audit, BanAudit, ConceptAudit, WorkItem } from '../../audit.ts';
import { counted } from '../../text/plural.ts';
import { historySections } from './history.ts';
import { calledOf, type Section } from './section.ts';

/** So many rows of one table are shown. */
const MOST_ROWS = 10;

/** Every part that has something to say. */
export function sectionsOf(audit: Audit): Section[] {
  const { history } = audit;
  const all: readonly Section[] = [
    ...(history === null ? [] : historySections(history)),
    owners(audit),
    next(audit),
    notCounted(audit),
    rules(audit),
    folders(audit),
    ...audit.concepts.map(spellings),
    bans(audit),
    ends(audit),
    ...workLists(audit),
  ];
  return all.filter(({ rows }) => rows.length > 0);
}

/** A table of which the first rows are shown. */
function table(title: string, head: readonly string[], rows: Section['rows'], noun = 'row'): Section {
  const more = rows.length - MOST_ROWS;
  return {
    ...{ title, head, rows: rows.slice(0, MOST_ROWS) },
    ...(more > 0 ? { note: `and ${counted(more, `more ${noun}`)}` } : {}),
  };
}

function lines(title: string, all: readonly string[]): Section {
  return { title, head: [], rows: all.map((line) => [line]) };
}

function owners({ owners: all }: Audit): Section {
  const rows = all.map(({ owner, findings, files }) => [owner ?? 'nobody', findings, files]);
  return table('Who has what left', ['owner', 'violations', 'files'], rows, 'owner');
}

function next({ counts, bans: all, workList, baseline, exceptions, concepts, notCounted: not }: Audit): Section {
  const safe = all.filter(({ safeToDelete }) => safeToDelete).map(({ module }) => module);
  const stale = baseline.reduce((sum, one) => sum + one.stale, 0);
  const expired = exceptions.filter((one) => one.expired).length;
  const finished = concepts.filter(({ name, findings }) => name !== null && findings === 0);
  return lines('What to do next', [
    ...safe.map((module) => `delete ${module}: nothing imports or names it${unseenWords(not)}`),
    ...(counts.fixable === 0
      ? []
      : [`rewrite ${counts.fixable} of ${counted(counts.findings, 'violation')}: ssot-guard fix --all`]),
    ...(workList ?? []).flatMap(({ concept, files }) => files.slice(0, 1).map((one) => firstOf(concept, one))),
    ...(counts.findings > 0 && workList === null ? ['see which files come first: ssot-guard audit --work-list'] : []),
    ...(stale === 0 ? [] : [`drop ${counted(stale, 'baseline entry')} without a violation: ssot-guard baseline prune`]),
    ...(expired === 0 ? [] : [`take ${counted(expired, 'expired exception')} out of the registry`]),
    ...(finished.length === 0
      ? []
      : [`prove that ${namesOf(finished)} ${finished.length === 1 ? 'is' : 'are'} finished: ssot-guard verify`]),
  ]);
}

/** What the registry leaves out may import anything. */
function unseenWords({ excluded, notIncluded }: Audit['notCounted']): string {
  const unseen = excluded.reduce((sum, { files }) => sum + files, notIncluded);
  return unseen === 0
    ? ''
    : ` (${counted(unseen, 'file')} that the registry leaves out ${unseen === 1 ? 'was' : 'were'} not looked at)`;
}

function namesOf(concepts: readonly ConceptAudit[]): string {
  const names = concepts.slice(0, 3).map(({ name }) => calledOf(name));
  return `${names.join(', ')}${concepts.length > 3 ? ` and ${concepts.length - 3} more` : ''}`;
}

function firstOf(concept: string | null, { path, findings, importers }: WorkItem): string {
  return `${calledOf(concept)}: begin with ${path} (${counted(findings, 'violation')}, imported by ${counted(importers, 'file')})`;
}

function notCounted({ counts, notCounted: not }: Audit): Section {
  const excluded = not.excluded.filter(({ files }) => files > 0);
  return lines('Not counted', [
    ...(not.dynamicImports === null
      ? ['imports whose module is computed at run time']
      : [counted(not.dynamicImports, 'dynamic import')]),
    ...(counts.mentions === 0
      ? []
      : [`${counted(counts.mentions, 'text file')} that ${counts.mentions === 1 ? 'names' : 'name'} what is banned`]),
    ...excluded.map(({ pattern, files }) => `${counted(files, 'file')} excluded by ${pattern}`),
    ...(not.notIncluded === 0 ? [] : [`${counted(not.notIncluded, 'file')} that files.include leaves out`]),
    ...not.skipped.map(({ reason, files }) => `${counted(files, 'file')}: ${reason}`),
    ...not.unexplained.map(
      ({ prefix, imports, files }) =>
        `${counted(imports, 'import')} of ${JSON.stringify(prefix)} in ${counted(files, 'file')}, which nothing explains`,
    ),
    ...not.damaged.slice(0, MOST_ROWS).map(({ path, message }) => `${path} does not read cleanly: ${message}`),
    ...not.unread.slice(0, MOST_ROWS).map(({ path, reason }) => `${path} could not be checked: ${reason}`),
  ]);
}

function rules({ rules: all, statuses }: Audit): Section {
  const byRule = all.map(({ rule, findings, files }): Section['rows'][number] => [rule, findings, files]);
  const byStatus = statuses.map(({ status, severity, findings, files }): Section['rows'][number] => [
    `${status}, ${severity}`,
    findings,
    files,
  ]);
  return { title: 'By rule and by status', head: ['', 'violations', 'files'], rows: [...byRule, ...byStatus] };
}

/** Folders together up to the depth at which there are few. */
function folders({ folders: all }: Audit): Section {
  const depths = [4, 3, 2, 1];
  const tables = depths.map((depth) => atDepth(all, depth));
  const rows = tables.find((one) => one.length <= MOST_ROWS) ?? tables.at(-1) ?? [];
  return table('By folder', ['folder', 'violations', 'files', 'of files that touch a concept'], rows, 'folder');
}

function atDepth(all: Audit['folders'], depth: number): (string | number)[][] {
  const found = new Map<string, [findings: number, files: number, touching: number]>();
  for (const { path, findings, files, touching } of all) {
    const parts = path.split('/');
    const head = parts.slice(0, depth).join('/');
    const known = found.get(head) ?? [0, 0, 0];
    found.set(head, [known[0] + findings, known[1] + files, known[2] + touching]);
  }
  return [...found].sort(([, [a]], [, [b]]) => b - a).map(([path, numbers]) => [`${path}/`, ...numbers]);
}

function spellings({ name, spellings: all }: ConceptAudit): Section {
  const rows = all.map(({ specifier, name: imported, way, imports, files }) => [
    ...[imported ?? '(module)', specifier, way, imports, files],
  ]);
  const title = `${counted(all.length, 'spelling')} of ${calledOf(name)}`;
  return table(title, ['name', 'from', 'way', 'imports', 'files'], all.length < 2 ? [] : rows, 'spelling');
}

function bans({ bans: all }: Audit): Section {
  const rows = [...all]
    .sort((a, b) => b.importers - a.importers)
    .map((one) => [bannedOf(one), one.importers, one.imports, one.mentions, fateOf(one)]);
  return table('Bans', ['banned', 'importers', 'imports', 'mentions', ''], rows, 'ban');
}

function bannedOf({ module, names }: BanAudit): string {
  return names === null ? module : `${names.join(', ')} of ${module}`;
}

function fateOf({ exists, safeToDelete, keptBy, importers }: BanAudit): string {
  if (safeToDelete) return 'safe to delete';
  if (!exists) return importers === 0 ? 'gone' : 'gone, and still imported';
  return importers > 0 || keptBy === null ? '' : keptBy;
}

/** What ends when. */
function ends({ exceptions, baseline }: Audit): Section {
  const days = [
    ...new Set([...exceptions.map(({ until }) => until ?? '~'), ...baseline.map(({ until }) => until)]),
  ].sort();
  const rows = days.map((day) => {
    const own = exceptions.filter(({ until }) => (until ?? '~') === day);
    const debts = baseline.filter(({ until }) => until === day);
    const sum = (of: 'entries' | 'findings' | 'stale'): number => debts.reduce((all, one) => all + one[of], 0);
    const isOver = own.some(({ expired }) => expired) || debts.some(({ expired }) => expired);
    return [
      `${day === '~' ? 'never' : day}${isOver ? ' (over)' : ''}`,
      own.length,
      sum('entries'),
      sum('findings'),
      sum('stale'),
    ];
  });
  return table(
    'Exceptions and baseline by end',
    ['ends', 'exceptions', 'entries', 'known violations', 'stale'],
    rows,
    'day',
  );
}

function workLists({ workList }: Audit): Section[] {
  return (workList ?? []).map(({ concept, files }) => {
    const rows = files.map(({ path, findings, importers, owners: own }) => [path, findings, importers, own.join(' ')]);
    return table(`Work list of ${calledOf(concept)}`, ['file', 'violations', 'importers', 'owner'], rows, 'file');
  });
}
