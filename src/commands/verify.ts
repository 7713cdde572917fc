/**
 * `verify`: whether concepts are finished, in the commit that HEAD names, with a receipt; the same again from a receipt; and
 * whether a commit message claims it where it is not so.
 */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { UserError } from '../errors.ts';
import { writeNamedFile } from '../files/write.ts';
import type { Receipt } from '../receipt.ts';
import { receiptShape } from '../reporters/receipt-shape.ts';
import { wantsColour } from '../text/colour.ts';
import { escapeJson, escapeText } from '../text/escape.ts';
import { counted } from '../text/plural.ts';
import { rederive } from '../verifying/compare.ts';
import { deriveReceipt } from '../verifying/receipt.ts';
import { defineCommand, type Io } from './define.ts';
import { dayOf } from './options.ts';
import type { OptionTable, Values } from './parse.ts';
import { progressLine } from './progress.ts';
import { judgeMessage } from './verify/message.ts';
import { outsideHead } from './verify/outside.ts';
import { fieldText, receiptSummary, receiptText, valueText } from './verify/show.ts';

const options = {
  all: { kind: 'flag', group: 'What, one of', summary: 'every concept, top-level bans and unique names' },
  receipt: {
    kind: 'text',
    value: '<file>',
    group: 'What, one of',
    summary: 'derive this receipt again, and say where it differs',
  },
  message: {
    kind: 'text',
    value: '<file>',
    group: 'What, one of',
    summary: 'for a commit-msg hook: warn when the message claims what is not so; never fails',
  },
  format: {
    kind: 'choice',
    short: 'f',
    value: '<format>',
    choices: ['pretty', 'json'],
    group: 'Output',
    summary: 'how to print it; json is the receipt',
  },
  output: { kind: 'text', short: 'o', value: '<file>', group: 'Output', summary: 'write it to a file' },
  quiet: { kind: 'flag', short: 'q', group: 'Output', summary: 'only what is not finished, and the summary' },
  color: { kind: 'toggle', group: 'Output', summary: 'colour, whatever the terminal and NO_COLOR say' },
  strict: { kind: 'flag', group: 'Verdict', summary: 'imports that nothing explains count as well' },
  now: { kind: 'day', value: '<date>', group: 'Verdict', summary: 'judge dates as of this day' },
} as const satisfies OptionTable;

type Options = Values<typeof options>;

export const verify = defineCommand({
  name: 'verify',
  summary: 'prove that concepts are finished, or say what is left',
  usage: ['verify <concept>…', 'verify --all', 'verify --receipt <file>', 'verify --message <file>'],
  positionals: {
    label: '<concept>',
    summary: 'a concept of the registry, or its canonical symbol; judged is the commit that HEAD names',
    max: Number.POSITIVE_INFINITY,
  },
  options,
  examples: [
    { command: 'npx ssot-guard verify WebSocketManager', shows: 'exit code 0 only if nothing is left of it' },
    { command: 'npx ssot-guard verify --all --format json --output receipt.json', shows: 'a receipt' },
    { command: 'npx ssot-guard verify --receipt receipt.json', shows: 'whether it still holds' },
  ],
  run: ({ options: chosen, positionals }, io) => {
    const ways = [chosen.all, chosen.receipt !== null, chosen.message !== null, positionals.length > 0];
    if (ways.filter(Boolean).length !== 1)
      throw new UserError('verify what?', 'One of: concepts by name, --all, --receipt <file>, --message <file>.');
    if (chosen.message !== null) return judgeMessage(chosen.message, dayOf(chosen.now, io), io);
    if (chosen.receipt !== null) return verifyReceipt(chosen.receipt, chosen, io);
    return verifyHead(chosen.all ? null : positionals, chosen, io);
  },
});

async function verifyHead(concepts: readonly string[] | null, chosen: Options, io: Io): Promise<number> {
  const today = dayOf(chosen.now, io);
  const { receipt, outcome } = await withProgress(chosen, io, (progress) =>
    deriveReceipt({ cwd: io.cwd, commit: null, concepts, strict: chosen.strict, today, ...progress }),
  );
  show(receipt, chosen, io);
  for (const note of outsideHead(io.repository, outcome.matcher)) io.stderr(`ssot-guard: ${note}\n`);
  io.stderr(`${receiptSummary(receipt, io.elapsed())}\n`);
  return receipt.finished ? 0 : 1;
}

/** So many fields are told one by one. */
const MOST_FIELDS = 50;

async function verifyReceipt(file: string, chosen: Options, io: Io): Promise<number> {
  const stated = readReceipt(file, io);
  const { receipt, differences } = await withProgress(chosen, io, (progress) =>
    rederive(stated, { cwd: io.cwd, ...progress }),
  );
  const lines = differences
    .slice(0, MOST_FIELDS)
    .map(
      ({ field, stated: was, derived }) =>
        `${fieldText(field)}: ${valueText(was)} is stated, ${valueText(derived)} is so`,
    );
  const more = differences.length > MOST_FIELDS ? [`and ${differences.length - MOST_FIELDS} more`] : [];
  for (const line of [...lines, ...more]) io.stdout(`${line}\n`);
  const verdict =
    differences.length === 0
      ? `the receipt holds: ${receipt.finished ? 'finished' : 'not finished'}`
      : `the receipt does not hold: ${counted(differences.length, 'field')} ${differences.length === 1 ? 'differs' : 'differ'}`;
  const { day, commit } = receipt;
  io.stderr(`ssot-guard: ${verdict}, commit ${commit.slice(0, 12)} as of ${day} · ${Math.round(io.elapsed())} ms\n`);
  return differences.length === 0 ? 0 : 1;
}

function withProgress<T>(
  { quiet }: Options,
  io: Io,
  work: (options: { readonly progress?: (done: number, of: number) => void }) => Promise<T>,
): Promise<T> {
  const progress = quiet ? null : progressLine(io);
  return work(progress === null ? {} : { progress: progress.tell }).finally(() => progress?.end());
}

/** @throws UserError when the output file cannot be written */
function show(receipt: Receipt, { format, output, quiet, color }: Options, io: Io): void {
  const colour = wantsColour(color, io.env, () => output === null && io.isTTY);
  const text =
    format === 'json'
      ? `${escapeJson(JSON.stringify(receiptShape().ordered(receipt), null, 2))}\n`
      : receiptText(receipt, colour, quiet);
  if (output === null) io.stdout(text);
  else writeNamedFile(io.cwd, output, text);
}

function readReceipt(file: string, { cwd }: Io): string {
  try {
    return readFileSync(resolve(cwd, file), 'utf8');
  } catch {
    throw new UserError(`cannot read the receipt ${escapeText(file)}`, 'Check the path given to --receipt.');
  }
}
