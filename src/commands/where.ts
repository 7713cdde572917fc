/**
 * `where WebSocketManager`: the home of a concept and the line to import it with, per language.
 */
import { UserError } from '../errors.ts';
import { languageOf } from '../languages/index.ts';
import { findConcepts, knownConcepts } from '../registry/find-concepts.ts';
import { homeWords } from '../registry/sentences.ts';
import { homeLine, homeLineAnywhere } from '../replacement/home-line.ts';
import { escapeText } from '../text/escape.ts';
import type { Concept } from '../types.ts';
import { defineCommand } from './define.ts';
import { type DiskContext, openDiskContext } from './disk-context.ts';
import { repositoryPath } from './repository-path.ts';

export const where = defineCommand({
  name: 'where',
  summary: 'the home of a concept and its import line',
  usage: ['where <concept>', 'where <concept> --from <file>'],
  positionals: { label: '<concept>', summary: 'a concept of the registry, or its canonical symbol', max: 1 },
  options: {
    from: { kind: 'text', value: '<file>', summary: 'the importing file, for a line in its language and manner' },
    config: { kind: 'text', short: 'c', value: '<file>', summary: 'a registry on disk instead of .ssotrc.json' },
  },
  examples: [
    { command: 'npx ssot-guard where WebSocketManager', shows: 'where it lives' },
    { command: 'npx ssot-guard where WebSocketManager --from src/a.ts', shows: 'the line for that file' },
  ],
  run: ({ options, positionals }, io) => {
    const [name] = positionals;
    const context = openDiskContext(io.repository, options.config);
    if (name === undefined) throw new UserError('which concept?', knownConcepts(context.matcher));
    const from = options.from === null ? null : repositoryPath(io.repository, options.from);
    const concepts = findConcepts(name, context.matcher);
    const lines = concepts.flatMap((concept) => describe(concept, context, from));
    io.stdout(`${lines.map(escapeText).join('\n')}\n`);
    return 0;
  },
});

function describe(concept: Concept, context: DiskContext, from: string | null): string[] {
  const language = from === null ? null : languageOf(from);
  const homes = concept.canonical.filter((home) => language === null || home.language === language);
  if (homes.length === 0) throw new UserError(`${concept.name} has no home in the language of ${from}`);
  return homes.flatMap((home) => [
    `${concept.name}  ${homeWords(home)}${concept.description === null ? '' : `  ${concept.description}`}`,
    `  ${from === null ? homeLineAnywhere(home, context.modules()) : homeLine(home, from, context.modules())}`,
  ]);
}
