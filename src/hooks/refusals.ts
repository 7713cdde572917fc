/**
 * What the file system refuses to those who write hooks, configuration or the state in the git directory.
 */
import { inWords } from '../files/refusals.ts';

const HINT = 'Fix that and try again; ssot-guard init --uninstall takes back what was done until then.';

/** @throws UserError when a file cannot be written */
export function refusalsInWords<T>(work: () => T): T {
  return inWords(HINT, work);
}
