/**
 * A commit message that says that something is finished, against what is being committed. It warns and never fails: whatever
 * is wrong, a commit goes on.
 */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { treeReader } from '../../facts/tree.ts';
import { installedReader } from '../../files/installed.ts';
import { commentMarks } from '../../git/comment-mark.ts';
import { openSnapshot } from '../../git/open-snapshot.ts';
import type { Repository } from '../../git/repository.ts';
import type { ConceptVerdict } from '../../receipt.ts';
import type { RegistryMatcher } from '../../registry/matcher.ts';
import { readRegistry } from '../../registry/read.ts';
import { clipText } from '../../text/escape.ts';
import { type Claim, claimsIn, sentencesOfCompletion } from '../../verifying/claims.ts';
import { judgeTree } from '../../verifying/question.ts';
import { verdictsOf } from '../../verifying/verdicts.ts';
import type { Io } from '../define.ts';
import { leftWords } from './show.ts';

/** So many concepts are told of one claim. */
const MOST_TOLD = 5;
const TEXT_LIMIT = 160;
/** By this `doctor` knows a warning. */
export const CLAIMS = 'the message claims';

/** Warns on standard error. @returns 0, whatever happens */
export async function judgeMessage(file: string, today: string, io: Io): Promise<0> {
  try {
    const text = readFileSync(resolve(io.cwd, file), 'utf8');
    for (const line of await warnings(text, today, io)) io.stderr(`ssot-guard: ${line}\n`);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    io.stderr(
      `ssot-guard: what the commit message claims was not checked: ${clipText(why.split('\n', 1)[0] ?? '', 300)}\n`,
    );
  }
  return 0;
}

async function warnings(text: string, today: string, { repository }: Io): Promise<string[]> {
  const sentences = sentencesOfCompletion(text, commentMarks(repository));
  if (sentences.length === 0) return [];
  const matcher = registryOfIndex(repository);
  const claims = matcher === null ? [] : claimsIn(sentences, matcher.registry.concepts);
  if (matcher === null || claims.length === 0) return [];
  const outcome = await judgeTree({ cwd: repository.cwd, scope: { scope: 'index' }, today, strict: false });
  const names = claims.some(({ concept }) => concept === null)
    ? [...matcher.concepts.keys(), null]
    : claims.map(({ concept }) => concept);
  const verdicts = new Map(verdictsOf(outcome, names, false).map((one) => [one.name, one]));
  // who claims everything claims each
  const widest = claims.filter(({ concept }) => concept === null);
  return (widest.length > 0 ? widest : claims).flatMap((claim) => told(claim, verdicts));
}

function registryOfIndex(repository: Repository): RegistryMatcher | null {
  const readOutside = installedReader(repository.found?.top ?? repository.cwd);
  return readRegistry(openSnapshot({ scope: 'index' }, repository), repository, treeReader(readOutside));
}

/** What is wrong with one claim. */
function told({ concept, sentence }: Claim, verdicts: ReadonlyMap<string | null, ConceptVerdict>): string[] {
  const own = concept === null ? [...verdicts.values()] : [verdicts.get(concept)];
  const open = own.filter((one) => one !== undefined && !one.finished) as readonly ConceptVerdict[];
  if (open.length === 0) return [];
  const what = open
    .slice(0, MOST_TOLD)
    .map(
      ({ name, left }) => `${name === null ? 'what belongs to no concept' : clipText(name, 60)} has ${leftWords(left)}`,
    );
  const more = open.length > MOST_TOLD ? `; and ${open.length - MOST_TOLD} more` : '';
  return [
    `${CLAIMS} "${clipText(sentence, TEXT_LIMIT)}", and in what is staged ${what.join('; ')}${more}`,
    `the commit goes on; after it, ssot-guard verify ${concept === null ? '--all' : clipText(concept, 60)} lists what is left`,
  ];
}
