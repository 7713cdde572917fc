/**
 * The order of test files: those that take longest first, so that no process is left with one when the others are done.
 * (Without this, the order is that of their sizes, which says nothing of the processes that they start.)
 */
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const LONGEST = [
  'hooks/fast-path-fixtures',
  'page/browser',
  'commands/init/commit-msg',
  'commands/init/plain',
  'union/union',
  'contract/hints',
  'union/thresholds',
  'commands/doctor/doctor',
  'contract/recipes',
  'commands/init/interrupted',
  'rules/fixtures',
  'hooks/last',
  'prefilter/sound',
  'contract/caches',
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
