/**
 * One commit of a history: its numbers, and what tells one of its violations from another, so that two commits can be compared.
 * A commit, a registry and a day give the same, so it is kept, and whoever is interrupted goes on where it ended.
 */
import type { HistoryPoint } from '../audit.ts';
import { buildId } from '../cache/build-id.ts';
import { checksum } from '../cache/checksum.ts';
import { cacheFolder, dropCached, listCached } from '../cache/folder.ts';
import { readJsonFile, writeJsonFile } from '../cache/json-file.ts';
import { UserError } from '../errors.ts';
import type { DatedCommit } from '../git/history.ts';
import type { Repository } from '../git/repository.ts';
import { definesName, factsIn } from '../modules/origin.ts';
import { type CheckOutcome, type CheckRequest, checkOrRefuse } from '../pipeline.ts';
import type { CompiledRegistry } from '../registry/matcher.ts';
import { withoutMentions } from '../registry/unexcepted.ts';
import type { Finding, Home } from '../types.ts';
import { type ConceptMatter, conceptMatters, importsOf, secondHomes, touchingFiles } from './concepts.ts';
import { complianceOf, filesOf, isOfCode } from './tally.ts';
import { unreadIn } from './unread.ts';

/** Violations of one identity in one file. */
export interface Violations {
  readonly concept: string | null;
  readonly rule: string;
  readonly module: string | null;
  readonly name: string | null;
  readonly path: string;
  readonly specifier: string | null;
  readonly count: number;
}

/** Where the symbol of a home is defined. */
export interface Definers {
  readonly concept: string;
  readonly path: string;
  readonly symbol: string;
  /** Its home has it. */
  readonly atHome: boolean;
  readonly elsewhere: readonly string[];
}

export interface PointRecord {
  readonly point: HistoryPoint;
  readonly violations: readonly Violations[];
  readonly definers: readonly Definers[];
}

export interface PointQuestion {
  readonly repository: Repository;
  /** null: the commit's own. */
  readonly registry: CompiledRegistry | null;
  readonly progress?: CheckRequest['progress'];
}

/** So many commits are kept. */
const MOST_KEPT = 600;

/** The record of a commit, judged at its own day. */
export async function recordOf(
  commit: DatedCommit,
  question: PointQuestion,
  build: string | null = buildId,
): Promise<PointRecord> {
  const folder = build === null ? null : cacheFolder(question.repository);
  const judgedBy = question.registry === null ? 'its own' : JSON.stringify(question.registry.registry);
  const name = `audit-${checksum(Buffer.from(JSON.stringify([commit.id, commit.day, judgedBy])))}`;
  const known = folder === null ? null : readJsonFile<PointRecord>(folder, name, build ?? '');
  if (known !== null) return known;
  const record = await judged(commit, question);
  if (folder !== null && writeJsonFile(folder, name, build ?? '', record))
    for (const old of listCached(folder, 'audit-').slice(MOST_KEPT)) dropCached(folder, old.name);
  return record;
}

async function judged(commit: DatedCommit, { repository, registry, progress }: PointQuestion): Promise<PointRecord> {
  try {
    const outcome = await checkOrRefuse({
      ...{ cwd: repository.cwd, scope: { scope: 'ref', ref: commit.id }, config: null, today: commit.day },
      ...{ countsUses: true, ignoreBaseline: true },
      // mentions are in no number
      ...(registry === null ? {} : { registry: withoutMentions(registry) }),
      ...(progress === undefined ? {} : { progress }),
    });
    return recordIn(commit, outcome);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const none = {
      filesChecked: 0,
      filesUnread: 0,
      filesDamaged: 0,
      findings: 0,
      compliance: complianceOf(new Set(), new Set()),
      concepts: [],
    };
    const [unjudged = ''] = error.message.split('\n');
    return { point: { commit: commit.id, day: commit.day, ...none, unjudged }, violations: [], definers: [] };
  }
}

function recordIn({ id, day }: DatedCommit, outcome: CheckOutcome): PointRecord {
  const matters = conceptMatters(outcome);
  const missing = unreadIn(outcome);
  const findings = matters.flatMap((matter) => matter.findings);
  const touching = new Set(matters.flatMap((matter) => [...touchingFiles(matter)]));
  const concepts = matters.map((matter) => {
    const { left, total } = importsOf(matter);
    return { name: matter.concept?.name ?? null, findings: matter.findings.filter(isOfCode).length, left, total };
  });
  const point = {
    ...{ commit: id, day, filesChecked: outcome.report.summary.filesChecked },
    ...{ filesUnread: missing.unread.length, filesDamaged: missing.damaged.length },
    findings: concepts.reduce((sum, one) => sum + one.findings, 0),
    compliance: complianceOf(touching, filesOf(findings.filter(isOfCode))),
    concepts: concepts.filter(({ name, findings: own, total }) => name !== null || own + total > 0),
    unjudged: null,
  };
  const definers = outcome.inTree((modules) =>
    matters.flatMap((matter) =>
      (matter.concept?.canonical ?? []).flatMap((home): Definers[] => {
        const { path, symbol, language } = home;
        if (symbol === null) return [];
        const facts = factsIn(path, language, modules);
        const atHome = facts !== undefined && definesName(facts, symbol);
        return [{ concept: matter.concept?.name ?? '', path, symbol, atHome, elsewhere: elsewhereOf(matter, home) }];
      }),
    ),
  );
  return { point, violations: violationsIn(findings.filter(isOfCode)), definers };
}

function elsewhereOf({ findings }: ConceptMatter, { symbol, path }: Home): string[] {
  const same = findings.filter((one) => one.name === symbol);
  return [...new Set(secondHomes(same))].filter((one) => one !== path).sort();
}

function violationsIn(findings: readonly Finding[]): Violations[] {
  const found = new Map<string, Violations>();
  for (const { concept, rule, module, name, path, specifier } of findings) {
    const one = { concept, rule, module, name, path, specifier, count: 1 };
    const id = identityOf(one);
    found.set(id, { ...one, count: (found.get(id)?.count ?? 0) + 1 });
  }
  return [...found.values()];
}

/** What makes two violations the same at two commits: as the baseline has it. */
export function identityOf({ rule, concept, module, name, path }: Omit<Violations, 'count' | 'specifier'>): string {
  return JSON.stringify([rule, concept, module, name, path]);
}
