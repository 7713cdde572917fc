/**
 * How far a tree has come: the numbers of `audit`, each a function of snapshot, registry, baseline, day and version.
 */
import type { Audit, ConceptAudit, Trend } from '../audit.ts';
import { headCommit, openRepository, resolveCommit } from '../git/repository.ts';
import { settle } from '../git/settle.ts';
import { folderOf } from '../modules/path.ts';
import { type CheckOutcome, type CheckRequest, checkOrRefuse } from '../pipeline.ts';
import { type Finding, isMention, RULE_IDS, SEVERITIES, STATUSES } from '../types.ts';
import { notCheckedIn } from '../verifying/not-checked.ts';
import { version } from '../version.ts';
import { auditBans } from './bans.ts';
import { CODE_OWNERS_PATHS, codeOwners } from './code-owners.ts';
import { auditConcept, type ConceptMatter, conceptMatters, touchingFiles } from './concepts.ts';
import { auditBaseline, auditExceptions } from './debts.ts';
import { type HistoryQuestion, historyOf } from './history.ts';
import { complianceOf, filesOf, isOfCode, tallies, tallyOf } from './tally.ts';
import { unreadIn } from './unread.ts';
import { workListsOf } from './work-list.ts';

export interface AuditQuestion {
  readonly cwd: string;
  /** A commit; null: what stands on disk. */
  readonly ref: string | null;
  readonly config: string | null;
  /** `YYYY-MM-DD`, UTC. */
  readonly today: string;
  readonly workList: boolean;
  /** null: no history. */
  readonly history: HistoryQuestion | null;
  readonly progress?: CheckRequest['progress'];
}

export interface Audited {
  readonly audit: Audit;
  readonly outcome: CheckOutcome;
  /** Whose a finding is: its concept's owner, else those of its file. */
  readonly ownersOf: (finding: Finding) => readonly string[];
}

/** Judges a whole tree and counts. @throws UserError when nothing can be judged */
export async function deriveAudit(question: AuditQuestion): Promise<Audited> {
  const { cwd, ref, config, today, progress } = question;
  const repository = openRepository(cwd);
  const commit = ref === null ? headCommit(repository) : resolveCommit(repository, ref);
  const scope =
    ref === null || commit === null ? ({ scope: 'all' } as const) : ({ scope: 'ref', ref: commit } as const);
  const judge: CheckRequest = { cwd, scope, config, today, ...(progress === undefined ? {} : { progress }) };
  const outcome = await checkOrRefuse({ ...judge, countsUses: true });
  const matters = conceptMatters(outcome);
  const ofFile = codeOwnersIn(outcome);
  const workList = question.workList ? await workListsOf(matters, outcome, judge, ofFile) : null;
  const history =
    question.history === null
      ? null
      : await historyOf(repository, outcome.matcher, { ...question.history, ...(ref === null ? {} : { tip: ref }) });
  const trends = new Map((history?.trends ?? []).map((one) => [one.name, one]));
  const ownersOf = ({ owner, path }: Finding): readonly string[] => (owner === null ? ofFile(path) : [owner]);
  const audit = assemble(outcome, matters, { commit, today, ownersOf, trends });
  return { audit: { ...audit, workList, history }, outcome, ownersOf };
}

interface Circumstances {
  readonly commit: string | null;
  readonly today: string;
  readonly ownersOf: Audited['ownersOf'];
  readonly trends: ReadonlyMap<string | null, Trend>;
}

function assemble(
  outcome: CheckOutcome,
  matters: readonly ConceptMatter[],
  { commit, today, ownersOf, trends }: Circumstances,
): Audit {
  const { report, snapshot, unchecked } = outcome;
  const findings = report.findings.filter((one) => !isMention(one));
  const ofCode = findings.filter(isOfCode);
  const touching = new Set(matters.flatMap((matter) => [...touchingFiles(matter)]));
  const notCounted = notCountedIn(outcome);
  return {
    ...{ version: 1, tool: version, scope: snapshot.scope === 'ref' ? 'ref' : 'all', commit, day: today },
    counts: {
      filesChecked: report.summary.filesChecked,
      filesSkipped: report.summary.filesSkipped,
      filesUnread: unchecked.length,
      filesDamaged: notCounted.damaged.length,
      findings: findings.length,
      files: filesOf(ofCode).size,
      fixable: findings.filter(({ fixable }) => fixable).length,
      expiredErrors: findings.filter(({ status, severity }) => status === 'expired' && severity === 'error').length,
      mentions: filesOf(report.findings.filter(isMention)).size,
    },
    compliance: complianceOf(touching, filesOf(ofCode)),
    concepts: matters.flatMap((matter) =>
      conceptOf(matter, ownersOf, trends.get(matter.concept?.name ?? null) ?? null, today),
    ),
    rules: RULE_IDS.map((rule) => ({ rule, ...tallyOf(findings.filter((one) => one.rule === rule)) })).filter(
      (one) => one.findings > 0,
    ),
    statuses: STATUSES.flatMap((status) =>
      SEVERITIES.map((severity) => ({
        ...{ status, severity },
        ...tallyOf(findings.filter((one) => one.status === status && one.severity === severity)),
      })),
    ).filter((one) => one.findings > 0),
    folders: foldersOf(ofCode, touching),
    owners: tallies<string | null>(ofCode, (one) => (ownersOf(one).length === 0 ? [null] : ownersOf(one))).map(
      ([owner, tally]) => ({ owner, ...tally }),
    ),
    bans: auditBans(outcome, unreadWords(unchecked.length + outcome.unsearched.length, notCounted.damaged.length)),
    exceptions: auditExceptions(outcome, today),
    baseline: auditBaseline(outcome, today),
    ...{ workList: null, history: null, notCounted },
  };
}

/** What belongs to no concept is told where there is something of it. */
function conceptOf(
  matter: ConceptMatter,
  ownersOf: (finding: Finding) => readonly string[],
  trend: Trend | null,
  today: string,
): ConceptAudit[] {
  const isNothing = matter.concept === null && matter.findings.length === 0 && matter.uses.length === 0;
  return isNothing ? [] : [auditConcept(matter, ownersOf, trend, today)];
}

function codeOwnersIn({ snapshot }: CheckOutcome): (path: string) => readonly string[] {
  const bytes = settle(snapshot, () => {
    const path = CODE_OWNERS_PATHS.find((one) => snapshot.tree.has(one));
    return path === undefined ? undefined : snapshot.tree.bytes(path);
  });
  return codeOwners(bytes?.toString('utf8') ?? null);
}

function foldersOf(findings: readonly Finding[], touching: ReadonlySet<string>): Audit['folders'] {
  const folder = (path: string): string => folderOf(path) || '.';
  const touched = new Map<string, number>();
  for (const id of touching) {
    const of = folder(id.slice(id.indexOf('\0') + 1));
    touched.set(of, (touched.get(of) ?? 0) + 1);
  }
  return tallies(findings, ({ path }) => [folder(path)])
    .map(([path, tally]) => ({ path, touching: touched.get(path) ?? 0, ...tally }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

function notCountedIn(outcome: CheckOutcome): Audit['notCounted'] {
  const { limits: _, ...counts } = notCheckedIn(outcome, [...outcome.matcher.concepts.keys(), null], false);
  return { ...counts, ...unreadIn(outcome) };
}

function unreadWords(unread: number, damaged: number): string | null {
  if (unread + damaged === 0) return null;
  return `${unread + damaged} of the files could not be read, or not cleanly`;
}
