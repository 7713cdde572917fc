/**
 * `mention`: a text file names a banned module of the repository, by its dotted name or by a path, or a document tells
 * people and agents to import one.
 *
 * What stands in such files is nobody's import, but it breaks with the module, or brings it back. A line that names the
 * replacement as well tells of the way there, and is none.
 */
import { formatKey } from '../modules/index.ts';
import { NO_REQUIRED_TEXTS } from '../required-text/required.ts';
import { defineRule, finding } from './define.ts';
import { reportImports } from './mention/code.ts';
import { isSpared, speakingOf } from './mention/holding.ts';
import { insteadOf, namesReplacement } from './mention/instead.ts';
import { bansOnName } from './mention/named.ts';
import { severityOf, wordingOf } from './mention/wording.ts';

export const mention = defineRule({
  id: 'mention',
  summary: 'a text file names a banned module, or a document tells others to import one',
  docs:
    'Configuration, scripts and service files name modules by dotted names and paths that no import shows, and agents ' +
    'write what their instructions show. Name the replacement. Reported are full dotted names, paths of two segments ' +
    'and more, and imports in the code of documents; a commit is asked only for what it adds.',
  options: ['mentions'],
  fixes: 'Nothing: what stands in a text file is for a person.',
  bad: {
    registry: { banned: [{ module: './app/old.py', use: './app/new.py' }] },
    files: { 'app/old.py': '', 'app/new.py': '', 'deploy/worker.yaml': 'command: python -m app.old\n' },
  },
  good: {
    registry: { banned: [{ module: './app/old.py', use: './app/new.py' }] },
    files: { 'app/old.py': '', 'app/new.py': '', 'deploy/worker.yaml': 'command: python -m app.new # was app.old\n' },
  },
  requiredTexts: () => NO_REQUIRED_TEXTS, // in sources there are none; of text files see required-text/of-mentions.ts
  checkFile: (pass) => {
    const { mentions } = pass.facts;
    if (mentions === undefined || pass.matcher.bans.length === 0) return;
    const spared = isSpared(pass);
    for (const named of mentions.names) {
      const found = bansOnName(named.text, pass).filter((one) => !spared(one.entry));
      const speaking = speakingOf(found.filter((one) => !namesReplacement(one, named, pass)));
      const severity = speaking === undefined ? null : severityOf(speaking.entry, pass);
      if (speaking === undefined || severity === null) continue;
      const { entry, key, name } = speaking;
      const home = entry.concept?.canonical.find((one) => one.language === key.language) ?? null;
      pass.report(
        finding('mention', entry.concept, {
          ...{ severity, span: named, home, name, form: 'string', specifier: named.text },
          message: wordingOf(named.text, speaking),
          hint: insteadOf(named, speaking, pass),
          module: formatKey(key),
          ban: entry.ban.place,
          base: entry.ban.base,
        }),
      );
    }
    reportImports(pass, mentions.imports, spared);
  },
});
