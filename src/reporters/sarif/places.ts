/**
 * Places in SARIF: addresses relative to the top of the repository, columns in UTF-16 units, ends exclusive, as here.
 */
import { relativeReference } from '../../text/uri.ts';
import type { Finding, Related } from '../../types.ts';
import type { FileName } from '../define.ts';

export function fileAt(file: FileName): object {
  return { uri: relativeReference(file), uriBaseId: '%SRCROOT%' };
}

export function locationOf(finding: Finding): object {
  const { line, column, endLine, endColumn } = finding;
  const region = { startLine: line, startColumn: column, endLine, endColumn };
  return { physicalLocation: { artifactLocation: fileAt(finding), region } };
}

export function relatedLocation({ path, line, column, message }: Related, index: number): object {
  const region = { startLine: line, startColumn: column };
  return {
    id: index + 1,
    physicalLocation: { artifactLocation: fileAt({ path }), region },
    message: { text: message },
  };
}
