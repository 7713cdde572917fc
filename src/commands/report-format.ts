/**
 * Which format a report gets: what `--format` says, else what `SSOT_FORMAT` says, else the one for coding agents where one
 * reads, else the first of the list.
 */
import { UserError } from '../errors.ts';
import { type ReporterId, reporters } from '../reporters/index.ts';
import { clipText } from '../text/escape.ts';
import { nearest } from '../text/nearest.ts';
import type { Io } from './define.ts';

/**
 * Variables that coding agents set for the commands that they run, and for nothing that a person types. Not among them is
 * what a person's own terminal may hold: keys, settings, the name of an editor.
 */
export const AGENT_VARIABLES = [
  'AI_AGENT', // any agent, by convention
  'AGENT', // the same: Amp, Goose, pi
  'CLAUDECODE',
  'CODEX_SANDBOX',
  'CODEX_THREAD_ID',
  'CODEX_CI',
  'GEMINI_CLI',
  'CURSOR_AGENT',
  'COPILOT_CLI',
  'COPILOT_AGENT',
  'OPENCODE',
  'OPENCODE_CLIENT',
  'QWEN_CODE',
  'AMP_CURRENT_THREAD_ID',
  'GOOSE_TERMINAL',
  'CLINE_ACTIVE',
  'ROO_ACTIVE',
  'AUGMENT_AGENT',
  'ANTIGRAVITY_AGENT',
  'PI_CODING_AGENT',
  'TRAE_AI_SHELL_ID',
] as const;

const FORMAT_VARIABLE = 'SSOT_FORMAT';

interface Asked {
  readonly format: ReporterId | null;
  readonly output: string | null;
}

/**
 * The format of a report.
 * @param mayBeAgents whether an agent is answered in its own format without being asked
 * @throws UserError where `SSOT_FORMAT` names none
 */
export function formatFor({ format, output }: Asked, io: Io, mayBeAgents: boolean): ReporterId {
  if (format !== null) return format;
  const named = formatIn(io);
  if (named !== null) return named;
  const isAgent = mayBeAgents && output === null && AGENT_VARIABLES.some((name) => isSet(io.env[name]));
  return isAgent && !io.isTTY ? 'agent' : reporters[0].id;
}

/** What the environment asks for. */
function formatIn({ env }: Io): ReporterId | null {
  const value = env[FORMAT_VARIABLE];
  if (value === undefined || value === '') return null;
  const found = reporters.find(({ id }) => id === value);
  if (found !== undefined) return found.id;
  const ids = reporters.map(({ id }) => id);
  const close = nearest(value, ids);
  throw new UserError(
    `${FORMAT_VARIABLE} takes ${ids.join(', ')}, not "${clipText(value, 120)}"`,
    close === null ? null : `did you mean ${close}?`,
  );
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && !/^(?:|0|false|no|off)$/i.test(value);
}
