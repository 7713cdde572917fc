/**
 * How far each concept has come: who imports it and how, what breaks its rules, and where it is defined.
 */
import type { ConceptAudit, Spelling, Trend } from '../audit.ts';
import { nameId } from '../git/names.ts';
import type { Use } from '../judging/uses.ts';
import type { FileUses } from '../judging/verdict.ts';
import type { CheckOutcome } from '../pipeline.ts';
import { push } from '../text/multimap.ts';
import { type Concept, type Finding, isMention, RULE_IDS, type RuleId, STATUSES } from '../types.ts';
import { sentenceOf } from './sentence.ts';
import { complianceOf, filesOf, isOfCode, tallyOf } from './tally.ts';

/** The rules that are about imports. */
const OF_IMPORTS: ReadonlySet<RuleId> = new Set(['banned-import', 'indirect-import']);

/** What is known of one concept, file by file. */
export interface ConceptMatter {
  /** null: what belongs to no concept. */
  readonly concept: Concept | null;
  /** Violations, whatever other concepts say of the same places; mentions are none. */
  readonly findings: readonly Finding[];
  readonly uses: readonly FileUses[];
  /** Homes that are there. */
  readonly homes: readonly string[];
}

/** Every concept of the registry in its order, then what belongs to none. */
export function conceptMatters(outcome: CheckOutcome): ConceptMatter[] {
  const uses = usesByConcept(outcome.uses);
  const paths = new Set(outcome.snapshot.tree.allPaths());
  return [...outcome.matcher.registry.concepts, null].map((concept) => ({
    concept,
    findings: outcome.viewOf(concept?.name ?? null).findings.filter((one) => !isMention(one)),
    uses: uses.get(concept?.name ?? null) ?? [],
    homes: (concept?.canonical ?? []).flatMap(({ path }) => (paths.has(path) ? [path] : [])),
  }));
}

function usesByConcept(files: readonly FileUses[]): ReadonlyMap<string | null, readonly FileUses[]> {
  const found = new Map<string | null, FileUses[]>();
  for (const { file, uses } of files) {
    const own = new Map<string | null, Use[]>();
    for (const use of uses) if (!use.isMention) push(own, use.concept, use);
    for (const [concept, list] of own) push(found, concept, { file, uses: list });
  }
  return found;
}

/** Files that import a concept, define it or break a rule of it. */
export function touchingFiles({ findings, uses, homes }: ConceptMatter): Set<string> {
  const files = filesOf(findings.filter(isOfCode));
  for (const { file } of uses) files.add(nameId(file));
  for (const path of homes) files.add(nameId({ path }));
  return files;
}

/** @param ownersOf who owns what a finding is about @param trend where it is heading, if that is known */
export function auditConcept(
  matter: ConceptMatter,
  ownersOf: (finding: Finding) => readonly string[],
  trend: Trend | null,
  today: string,
): ConceptAudit {
  const { concept, findings, homes } = matter;
  const ofCode = findings.filter(isOfCode);
  const imports = importsOf(matter);
  const owners = [...new Set(ofCode.flatMap(ownersOf))].sort();
  const audited = {
    name: concept?.name ?? null,
    description: concept?.description ?? null,
    owner: concept?.owner ?? null,
    link: concept?.link ?? null,
    deadline: concept?.deadline ?? null,
    canonical: (concept?.canonical ?? []).map(({ path, symbol }) => ({ path, symbol })),
    imports,
    findings: findings.length,
    files: filesOf(ofCode).size,
    owners,
    compliance: complianceOf(touchingFiles(matter), filesOf(ofCode)),
    rules: RULE_IDS.map((rule) => ({ rule, ...tallyOf(findings.filter((one) => one.rule === rule)) })).filter(isAny),
    statuses: STATUSES.map((status) => ({
      status,
      ...tallyOf(findings.filter((one) => one.status === status)),
    })).filter(isAny),
    definedIn: [...new Set([...homes, ...secondHomes(findings)])],
    spellings: spellingsOf(matter.uses),
  };
  return { ...audited, sentence: sentenceOf(audited, trend, today) };
}

function isAny({ findings }: { readonly findings: number }): boolean {
  return findings > 0;
}

/** Files that define it besides. */
export function secondHomes(findings: readonly Finding[]): string[] {
  return findings.filter(({ rule }) => rule === 'duplicate-definition').map(({ path }) => path);
}

/** How many imports go which way; strings that name a module are none. */
export function importsOf({ findings, uses }: ConceptMatter): ConceptAudit['imports'] {
  const all = uses.flatMap((one) => one.uses).filter(({ form }) => form !== 'string');
  const canonical = all.filter(({ way }) => way === 'canonical').length;
  const left = findings.filter(({ rule, form }) => OF_IMPORTS.has(rule) && form !== 'string').length;
  const total = Math.max(all.length, canonical + left);
  return { total, left, canonical, excepted: total - canonical - left };
}

/** The ways to write an import, the most frequent first. */
function spellingsOf(files: readonly FileUses[]): Spelling[] {
  const groups = new Map<string, { readonly use: Use; readonly files: Set<string>; imports: number }>();
  for (const { file, uses } of files) {
    for (const use of uses) {
      if (use.form === 'string') continue;
      const id = JSON.stringify([use.language, specifierOf(use), use.name, use.way]);
      const known = groups.get(id) ?? { use, files: new Set(), imports: 0 };
      known.imports++;
      known.files.add(nameId(file));
      groups.set(id, known);
    }
  }
  const found = [...groups.values()].map(({ use, files: own, imports }) => ({
    ...{ language: use.language, specifier: specifierOf(use), name: use.name, way: use.way },
    ...{ imports, files: own.size },
  }));
  return found.sort(
    (a, b) =>
      b.imports - a.imports ||
      compare(a.specifier, b.specifier) ||
      compare(a.name ?? '', b.name ?? '') ||
      compare(a.way, b.way),
  );
}

function compare(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

/** Relative ones differ with the place of the file that writes them. */
function specifierOf({ specifier, module }: Use): string {
  return specifier.startsWith('.') ? `(relative) ${module?.replace(/^[a-z]+:/, '') ?? specifier}` : specifier;
}
