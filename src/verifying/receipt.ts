/**
 * The receipt: what is said of a commit, in a form that anybody can derive again.
 */
import { createHash } from 'node:crypto';
import { UserError } from '../errors.ts';
import { headCommit, openRepository, type Repository, resolveCommit, treeOf } from '../git/repository.ts';
import { settle } from '../git/settle.ts';
import type { CheckOutcome } from '../pipeline.ts';
import type { ConceptVerdict, Receipt } from '../receipt.ts';
import { baselinePaths } from '../registry/baseline-file.ts';
import { findConcepts } from '../registry/find-concepts.ts';
import { receiptShape } from '../reporters/receipt-shape.ts';
import { version } from '../version.ts';
import { notCheckedIn } from './not-checked.ts';
import { judgeTree, type TreeQuestion } from './question.ts';
import { verdictsOf } from './verdicts.ts';

export interface ReceiptQuestion extends Omit<TreeQuestion, 'scope'> {
  /** A commit's id; null: the one that HEAD names. */
  readonly commit: string | null;
  /** Names or canonical symbols; null: every concept, and what belongs to none. */
  readonly concepts: readonly string[] | null;
  /** Names that the registry does not know are left out. */
  readonly lenient?: boolean;
}

export interface Derived {
  readonly receipt: Receipt;
  readonly outcome: CheckOutcome;
}

/** Judges a commit. @throws UserError without a commit or registry, and for a concept that nobody knows */
export async function deriveReceipt(question: ReceiptQuestion): Promise<Derived> {
  const { cwd, today, strict, progress } = question;
  const repository = openRepository(cwd);
  const commit = commitOf(repository, question.commit);
  const scope = { scope: 'ref', ref: commit } as const;
  const outcome = await judgeTree({ cwd, scope, today, strict, ...(progress === undefined ? {} : { progress }) });
  const names = namesIn(question, outcome);
  const concepts = verdictsOf(outcome, names, strict);
  const { summary } = outcome.report;
  const finished = concepts.filter((one) => one.finished).length;
  const receipt: Omit<Receipt, 'checksum'> = {
    ...{ version: 1, tool: version, commit, tree: treeOf(repository, commit) },
    ...{ day: today, strict, all: question.concepts === null, registry: registryOf(outcome) },
    counts: {
      filesChecked: summary.filesChecked,
      filesSkipped: summary.filesSkipped,
      filesUnread: outcome.unchecked.length,
      filesDamaged: damagedIn(concepts),
      concepts: concepts.length,
      finished,
      left: concepts.reduce((sum, { left }) => sum + left.length, 0),
    },
    finished: concepts.length > 0 && finished === concepts.length,
    concepts,
    notChecked: notCheckedIn(outcome, names, strict),
  };
  return { receipt: sealed(receipt), outcome };
}

/** Those that some verdict rests on: which others were read depends on what is kept from other runs. */
function damagedIn(concepts: readonly ConceptVerdict[]): number {
  const places = concepts.flatMap(({ left }) => left.filter(({ kind }) => kind === 'damaged'));
  return new Set(places.map(({ path, pathBytes }) => pathBytes ?? path)).size;
}

function commitOf(repository: Repository, id: string | null): string {
  if (id !== null) return resolveCommit(repository, id);
  const head = headCommit(repository);
  if (head === null) throw new UserError('there is no commit yet, so nothing can be verified');
  return head;
}

/** In the order of the registry, each once. */
function namesIn({ concepts, lenient }: ReceiptQuestion, { matcher }: CheckOutcome): (string | null)[] {
  const all = [...matcher.concepts.keys()];
  if (concepts === null) return [...all, null];
  const known = lenient === true ? concepts.filter((name) => matcher.concepts.has(name)) : concepts;
  const asked = new Set(known.flatMap((name) => findConcepts(name, matcher).map((one) => one.name)));
  return all.filter((name) => asked.has(name));
}

/** The files that make the registry, and the baseline, with one hash over all of them. */
function registryOf({ matcher, snapshot }: CheckOutcome): Receipt['registry'] {
  const { registry } = matcher;
  const paths = [...new Set([...registry.sources, ...baselinePaths(registry)])].sort();
  const files = settle(snapshot, () =>
    paths.flatMap((path) => {
      const id = snapshot.tree.id(path);
      return id === undefined ? [] : [{ path, id }];
    }),
  );
  return { hash: sha256(files.map(({ path, id }) => `${id} ${path}\n`).join('')), files };
}

/** With its checksum, keys in their order. */
function sealed(receipt: Omit<Receipt, 'checksum'>): Receipt {
  const { checksum: _, ...rest } = receiptShape().ordered({ ...receipt, checksum: '' }) as Receipt;
  return { ...rest, checksum: sha256(JSON.stringify(rest)) };
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
