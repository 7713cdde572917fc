/**
 * `--format junit`: JUnit XML, for services that show tests. A finding is a test that fails; what fails no check, warnings
 * and known debt, is skipped, and so is a file that could not be checked. It holds no time, so the same check gives the
 * same bytes.
 */
import { clipText, escapeText } from '../text/escape.ts';
import { FAILING, type Finding, type Skipped } from '../types.ts';
import { defineReporter } from './define.ts';
import { hintLine, messageLine } from './one-line.ts';

const NAME_LIMIT = 200;

export const junit = defineReporter({
  id: 'junit',
  summary: 'JUnit XML: a finding is a failure, warnings and known debt are skipped',
  render({ findings }, { unchecked }) {
    const cases = casesOf(findings, unchecked);
    const failures = cases.filter(({ failed }) => failed).length;
    const skipped = cases.filter(({ text }) => text.includes('<skipped')).length;
    const counts = `tests="${cases.length}" failures="${failures}" errors="0" skipped="${skipped}" time="0"`;
    return [
      '<?xml version="1.0" encoding="UTF-8"?>',
      `<testsuite name="ssot-guard" ${counts}>`,
      ...cases.map(({ text }) => text),
      '</testsuite>\n',
    ].join('\n');
  },
});

interface Case {
  readonly text: string;
  readonly failed: boolean;
}

/** At least one: a report without tests looks like one that was not made. */
function casesOf(findings: readonly Finding[], unchecked: readonly Skipped[]): Case[] {
  const cases = [...findings.map(findingCase), ...unchecked.map(fileCase)];
  return findings.some(fails) ? cases : [passing(), ...cases];
}

function passing(): Case {
  return { text: '  <testcase classname="ssot-guard" name="no error" time="0"/>', failed: false };
}

function fails({ severity, status }: Finding): boolean {
  return severity === 'error' && FAILING.has(status);
}

function findingCase(finding: Finding): Case {
  const { path, line, column, rule, name, status, severity } = finding;
  const place = `${escapeText(path)}:${line}:${column}`;
  const title = `${rule}${name === null ? '' : ` ${clipText(name, NAME_LIMIT)}`} (${line}:${column})`;
  const failed = fails(finding);
  const hint = hintLine(finding);
  const why = FAILING.has(status) ? (severity === 'warn' ? 'warning: ' : '') : `${status} debt: `;
  const message = attribute(`${why}${messageLine(finding)}`);
  const body = content([place, messageLine(finding), ...(hint === null ? [] : [`→ ${hint}`])].join('\n'));
  const outcome = failed
    ? `<failure type="${rule}" message="${message}">${body}</failure>`
    : `<skipped message="${message}"/>`;
  return { text: testcase(escapeText(path), title, outcome), failed };
}

function fileCase({ path, reason }: Skipped): Case {
  const outcome = `<skipped message="${attribute(`not checked: ${escapeText(reason)}`)}"/>`;
  return { text: testcase(escapeText(path), 'not checked', outcome), failed: false };
}

function testcase(group: string, name: string, outcome: string): string {
  return `  <testcase classname="${attribute(group)}" name="${attribute(name)}" time="0">${outcome}</testcase>`;
}

function content(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replace(NO_CHARACTER, '\ufffd');
}

function attribute(text: string): string {
  return content(text).replaceAll('"', '&quot;').replaceAll('\n', '&#10;');
}

/** What XML 1.0 has no way to write and the escapes of text leave: noncharacters at the end of the first plane. */
const NO_CHARACTER = /[\ufffe\uffff]/g;
