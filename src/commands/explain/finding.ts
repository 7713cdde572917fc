/** `explain <fingerprint>`: one finding, what its rule is for, and how it is let stand. */
import { UserError } from '../../errors.ts';
import { checkOrRefuse } from '../../pipeline.ts';
import { pretty } from '../../reporters/pretty.ts';
import { rules } from '../../rules/index.ts';
import type { Io } from '../define.ts';
import { contextOf } from '../present.ts';

const FINGERPRINT = /^[0-9a-f]{16}$/;

/** Whether a word is a fingerprint by its form. */
export function isFingerprint(what: string): boolean {
  return FINGERPRINT.test(what);
}

/** @throws UserError where nothing on the disk has it */
export async function findingText(
  fingerprint: string,
  { config, today }: { readonly config: string | null; readonly today: string },
  io: Io,
): Promise<string[]> {
  const outcome = await checkOrRefuse({ cwd: io.cwd, scope: { scope: 'all' }, config, today });
  const findings = outcome.report.findings.filter((finding) => finding.fingerprint === fingerprint);
  const [finding] = findings;
  if (finding === undefined)
    throw new UserError(
      `no finding on disk has the fingerprint ${fingerprint}`,
      'It may be fixed. See what there is: ssot-guard check --all --format json',
    );
  const rule = rules.find(({ id }) => id === finding.rule);
  const report = { ...outcome.report, scope: 'paths', findings } as const;
  const context = contextOf(report, { color: false, output: null }, outcome, io);
  const text = pretty.render(report, { ...context, waysOut: null });
  return [
    ...text.trimEnd().split('\n'),
    '',
    ...(rule === undefined ? [] : [rule.docs, '']),
    `Fixed: ${finding.fixable ? `ssot-guard fix ${finding.path}` : 'not by itself'}`,
    `Let it stand: ssot-guard allow ${fingerprint} --until <date> --reason "…"`,
  ];
}
