/**
 * `revived-module`: a file is present whose module is banned as removed, or whose `removeBy` has passed. Deleted modules
 * come back, through a merge, a revert or an old branch; the file itself is the finding.
 */
import { dottedNames, formatKey, keyOfFile, moduleOfVariant, spellingsOf } from '../modules/index.ts';
import { isHomeFile } from '../registry/applies.ts';
import { type BanEntry, type ModuleForm, slashForms } from '../registry/matcher.ts';
import { behindLinks, fixedSegment } from '../required-text/of-modules.ts';
import { always, joined, onPaths } from '../required-text/required.ts';
import type { ModuleKey } from '../types.ts';
import { defineRule, type FilePass, finding } from './define.ts';

export const revivedModule = defineRule({
  id: 'revived-module',
  summary: 'a file is present whose module is banned as removed, or had to be gone by now',
  docs:
    'Delete the file, and let what still imports it use the replacement. `removed: true` states that a module is gone ' +
    'for good; `removeBy` states the day after which it must be.',
  options: ['concepts.<name>.banned.removed', 'concepts.<name>.banned.removeBy'],
  fixes: 'Nothing: delete the file.',
  bad: {
    registry: { banned: [{ module: './src/legacy.ts', removed: true }] },
    files: { 'src/legacy.ts': 'export const old = 1;\n' },
  },
  good: {
    registry: { banned: [{ module: './src/legacy.ts', removed: true }] },
    files: { 'src/current.ts': 'export const current = 1;\n' },
  },
  requiredTexts: ({ matcher, language, shortcuts }) =>
    joined(
      matcher.bans
        .filter(({ ban }) => ban.removed || ban.removeBy !== null)
        .flatMap((entry) => slashForms(entry.text, language, entry.pathOnly))
        .flatMap((text) => [text, ...behindLinks(text, shortcuts)])
        .map((text) => {
          const { run } = fixedSegment(text);
          return run === '' ? always(`any path may be ${text}`) : onPaths('part', [run]);
        }),
    ),
  checkFile: (pass) => {
    const gone = pass.matcher.bans.filter((entry) => isGone(entry, pass.today));
    const key = gone.length === 0 ? null : keyOfFile(pass.path);
    if (key === null) return;
    const forms = formsOfFile(key, pass, gone);
    const banned = new Set(pass.matcher.bansOn(key.language, forms));
    const entry = gone.find(
      (candidate) =>
        banned.has(candidate) &&
        below(pass.path, candidate.ban.base) &&
        !(candidate.concept !== null && isHomeFile(candidate.concept, pass.path)),
    );
    if (entry !== undefined) report(pass, key, entry);
  },
});

function below(path: string, base: string): boolean {
  return base === '' || path.startsWith(`${base}/`);
}

/**
 * Removed already, or its last day is over; whether the ban is on names or on all of the module. Where the value itself may
 * mean a name of a module, that module stays.
 */
function isGone({ ban: { removed, removeBy }, name }: BanEntry, today: string): boolean {
  if (name !== null) return false;
  return removed || (removeBy !== null && removeBy < today);
}

/** The dotted forms need the Python roots: asked only when a dotted ban could mean this file. */
function formsOfFile(key: ModuleKey, pass: FilePass, gone: readonly BanEntry[]): ModuleForm[] {
  const linked = spellingsOf(key, pass.modules.tree).map(({ path, least }) => ({
    text: path,
    repository: true,
    least,
  }));
  const variantOf = moduleOfVariant(key, pass.modules);
  const own = [key, ...(variantOf === null ? [] : [variantOf])].map(({ path }) => ({ text: path, repository: true }));
  const forms: ModuleForm[] = [...own, ...linked];
  const last = key.path.slice(key.path.lastIndexOf('/') + 1);
  const dotted =
    key.language === 'py' &&
    gone.some((e) => !e.pathOnly && (e.glob || e.text.includes(last) || key.path.includes(e.text.replace(/\./g, '/'))));
  if (!dotted) return forms;
  return [
    ...forms,
    ...dottedNames(key, pass.modules).map((name) => ({ text: name.replace(/\./g, '/'), repository: false })),
  ];
}

function report(pass: FilePass, key: ModuleKey, entry: BanEntry): void {
  const { ban, concept } = entry;
  const home = concept?.canonical.find((h) => h.language === key.language) ?? null;
  const why = ban.removed ? 'was removed for good' : `had to be gone by ${ban.removeBy}`;
  pass.report(
    finding('revived-module', concept, {
      severity: ban.severity,
      span: { start: 0, end: 0 },
      message: `this file is \`${ban.module}\`, which ${why} (${ban.place.path}:${ban.place.line})`,
      hint: home === null ? 'delete this file' : `delete this file; the home is ${home.path}`,
      module: formatKey(key),
      home,
      base: ban.base,
    }),
  );
}
