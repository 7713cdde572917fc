/**
 * The order of test files: those that take longest first, so that no process is left with one when the others are done.
 * (Without this, the order is that of their sizes, which says nothing of the processes that they start.)
 */
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const LONGEST = [
  'page/browser',
  'hooks/fast-path-fixtures',
  'commands/init/interrupted',
  'union/union',
  'commands/doctor/doctor',
  'rules/fixtures',
  'hooks/last',
  'commands/init/commit-msg',
  'commands/init/plain',
  'contract/caches',
  'facts/sealed',
  'commands/init/odd',
  'union/thresholds',
  'commands/fix/interrupted',
  'commands/doctor/conditions',
  'commands/init/husky',
  'commands/init/ci',
  'prefilter/sound',
  'union/commits',
  'verifying/receipt',
  'contract/hints',
  'contract/recipes',
];

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const placeOf = ({ moduleId }: TestSpecification): number => {
      const place = LONGEST.findIndex((name) => moduleId.endsWith(`/test/${name}.test.ts`));
      return place < 0 ? LONGEST.length : place;
    };
    return (await super.sort(files)).sort((a, b) => placeOf(a) - placeOf(b));
  }
}
