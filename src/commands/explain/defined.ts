/** `explain <name>`: where the tree defines a name that modules give to others. */
import { readFacts, readText } from '../../facts/source.ts';
import type { Repository } from '../../git/repository.ts';
import { filesWithWords } from '../../git/search.ts';
import { lineIndex } from '../../text/lines.ts';
import { counted } from '../../text/plural.ts';
import type { DiskContext } from '../disk-context.ts';

/** So many places are shown; the rest are counted. */
const MOST_SHOWN = 10;

/** The exported definitions of a name in guarded files, one line each; none for what is no name. */
export function definedText(name: string, { matcher, snapshot }: DiskContext, repository: Repository): string[] {
  if (!/^[\p{ID_Start}_$][\p{ID_Continue}$]*$/u.test(name)) return [];
  const paths = new Set(filesWithWords(repository, [name], { kind: 'disk' }));
  const files = snapshot.files.filter(({ path }) => paths.has(path) && matcher.includes(path));
  const found: string[] = [];
  for (const { file, bytes } of snapshot.contents(files)) {
    if (bytes === null) continue;
    const lines = lineIndex(readText(bytes, file.path));
    for (const { definitions } of readFacts(bytes, file.path).facts.parts)
      for (const one of definitions)
        if (one.name === name && one.exported && one.scope === 'module')
          found.push(`  defined     ${file.path}:${lines.position(one.start).line} (${one.kind})`);
  }
  const more = found.length - MOST_SHOWN;
  return more > 0 ? [...found.slice(0, MOST_SHOWN), `              and in ${counted(more, 'more place')}`] : found;
}
