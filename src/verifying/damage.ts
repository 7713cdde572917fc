/**
 * Which concepts a file that does not read cleanly may be about: those of which something stands in its bytes that a rule
 * could speak of, read or not.
 */
import { skipTest } from '../facts/byte-search.ts';
import { readText } from '../facts/source.ts';
import type { SourceFile } from '../git/snapshot.ts';
import { dialectOf } from '../languages/index.ts';
import type { CheckOutcome } from '../pipeline.ts';
import { searchOfTree } from '../prefilter/tree-search.ts';
import { narrowedTo } from '../registry/narrowed.ts';
import { lineIndex } from '../text/lines.ts';
import type { Damage, Place } from '../types.ts';

/** Where a file begins not to read cleanly, and why. */
export interface DamagedPlace extends Place {
  readonly pathBytes?: string;
  readonly message: string;
}

interface DamagedBytes {
  readonly file: SourceFile;
  readonly bytes: Buffer;
  readonly place: DamagedPlace;
}

/** By concept; null: what belongs to none. */
export type DamageOf = (concept: string | null) => readonly DamagedPlace[];

/** @param strict every damaged file is about everything */
export function damageOf(outcome: CheckOutcome, strict: boolean): DamageOf {
  const { damaged, snapshot, matcher } = outcome;
  if (damaged.length === 0) return () => [];
  const byFile = new Map(damaged.map(({ file, damage }) => [file, damage]));
  const all = [...snapshot.contents(byFile.keys())].flatMap(({ file, bytes }): DamagedBytes[] => {
    const damage = byFile.get(file);
    return bytes === null || damage === undefined ? [] : [{ file, bytes, place: placeIn(file, bytes, damage) }];
  });
  if (strict) return () => all.map(({ place }) => place);
  const readOutside = outcome.inTree((modules) => modules.readOutside);
  return (concept) => {
    const skips = skipTest(searchOfTree(snapshot, narrowedTo(concept, matcher), readOutside).prefilter);
    const isAbout = ({ file: { path }, bytes }: DamagedBytes): boolean =>
      skips === null || skips.mustScan(path) || !skips.canSkip(bytes, dialectOf(path));
    return all.filter(isAbout).map(({ place }) => place);
  };
}

function placeIn({ path, pathBytes }: SourceFile, bytes: Buffer, { start, message }: Damage): DamagedPlace {
  const { line, column } = lineIndex(readText(bytes, path)).position(start);
  return { path, ...(pathBytes === null ? {} : { pathBytes }), line, column, message };
}
