/**
 * `registry check`: the registry against itself and the tree. `registry docs`: the registry as Markdown in a file.
 */
import { UserError } from '../errors.ts';
import { readFileSafely, writeFileSafely } from '../files/write.ts';
import { checkOrRefuse } from '../pipeline.ts';
import { nearest } from '../text/nearest.ts';
import { defineCommand, type Io } from './define.ts';
import { registryOnDisk, withSection } from './init/docs.ts';
import { dayOf, type ReportOptions, reportOptions } from './options.ts';
import { present } from './present.ts';
import { formatFor } from './report-format.ts';
import { repositoryFile } from './repository-path.ts';

const DEFAULT_DOCS = 'docs/IMPORTS.md';
const ACTIONS = ['check', 'docs'];

export const registryCommand = defineCommand({
  name: 'registry',
  summary: 'check the registry itself, or write it as Markdown',
  usage: ['registry check', 'registry docs [<file>] [--check]'],
  positionals: {
    label: 'check | docs [<file>]',
    summary: `what to do; the file is ${DEFAULT_DOCS} if none is named`,
    max: 2,
  },
  options: {
    check: { kind: 'flag', summary: 'docs: fail when the file is out of date, and write nothing' },
    ...reportOptions,
  },
  examples: [
    { command: 'npx ssot-guard registry check', shows: 'contradictions, missing homes, expired exceptions' },
    { command: 'npx ssot-guard registry docs AGENTS.md', shows: 'writes the registry between markers in AGENTS.md' },
    { command: 'npx ssot-guard registry docs --check', shows: 'for CI: fails when docs/IMPORTS.md is out of date' },
  ],
  run: ({ options, positionals }, io) => {
    const [action, file] = positionals;
    if (action === 'docs') return writeDocs(file ?? DEFAULT_DOCS, options.check, options.config, io);
    if (action === 'check' && file === undefined) return checkOnly(options, io);
    if (action === undefined || action === 'check')
      throw new UserError('registry what?', 'registry check, or registry docs');
    const guess = nearest(action, ACTIONS);
    throw new UserError(
      `there is no command "registry ${action}"`,
      guess === null ? 'registry check, or registry docs' : `Did you mean registry ${guess}?`,
    );
  },
});

/** Everything is judged, as the registry's dates and replacements need the tree, and only what concerns it is shown. */
async function checkOnly(given: ReportOptions, io: Io): Promise<number> {
  const options = { ...given, format: formatFor(given, io, false) };
  const outcome = await checkOrRefuse({
    cwd: io.cwd,
    scope: { scope: 'all' },
    config: options.config,
    today: dayOf(options.now, io),
  });
  const findings = outcome.report.findings.filter((finding) => finding.rule === 'registry');
  const count = (severity: string): number => findings.filter((finding) => finding.severity === severity).length;
  const report = {
    ...outcome.report,
    findings,
    summary: { ...outcome.report.summary, errors: count('error'), warnings: count('warn'), known: 0 },
  };
  return present(report, options, { ...outcome, unexplained: [] }, io);
}

function writeDocs(file: string, only: boolean, config: string | null, io: Io): number {
  const { top } = io.repository;
  const path = repositoryFile(io.repository, file);
  const before = readFileSafely(top, path);
  const after = withSection(before, registryOnDisk(io.repository, config), path);
  if (before === after) {
    io.stderr(`ssot-guard: ${path} is up to date\n`);
    return 0;
  }
  if (only) {
    io.stderr(
      `ssot-guard: ${path} is out of date; write it with: ssot-guard registry docs${file === DEFAULT_DOCS ? '' : ` ${file}`}\n`,
    );
    return 1;
  }
  writeFileSafely(top, path, after);
  io.stderr(`ssot-guard: wrote ${path}\n`);
  return 0;
}
