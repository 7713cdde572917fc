/**
 * `node scripts/trace.mjs < report`: what ssot-guard says of a bug, with places in the sources instead of places in the
 * bundle. Builds are the same from the same sources, so the package ships no map: check out the version that the report
 * names, and this builds it again with one. `node scripts/trace.mjs <map> < report` takes a map that is there.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * Builds this checkout and reads the report by its map.
 *
 * @param {string} report
 */
function mappedByBuild(report) {
  const folder = mkdtempSync(join(tmpdir(), 'ssot-trace-'));
  try {
    const args = [join(root, 'scripts/build.mjs'), folder, '--map'];
    const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
    const [version, build = ''] = readFileSync(join(folder, 'build'), 'utf8').trim().split(' ');
    if (!report.includes(`build ${build}`))
      throw new Error(`the report is of another build: here is ${version}, ${build}`);
    return mapped(report, join(folder, 'main.cjs.map'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/**
 * The report with places in the sources, where the map knows them.
 *
 * @param {string} report @param {string} file path of the map; the bundle's name is its own without `.map`
 */
function mapped(report, file) {
  const map = new SourceMap(JSON.parse(readFileSync(file, 'utf8')));
  const bundle = basename(file, '.map');
  // A frame is `at f (path:1:2)`, `at async f (path:1:2)` or `at path:1:2`; the path may hold blanks.
  return report.replace(
    /^( +at (?:.*? \()?(?:async )?)(.+):(\d+):(\d+)(?=\)?$)/gm,
    (frame, before, path, line, column) => {
      if (!/[^/\\]*$/.exec(path)?.includes(bundle)) return frame;
      const place = map.findEntry(Number(line) - 1, Number(column) - 1);
      if (!('originalSource' in place)) return frame;
      const source = relative(root, resolve(dirname(file), place.originalSource));
      return `${before}${source}:${place.originalLine + 1}`;
    },
  );
}

const report = readFileSync(0, 'utf8');
const [map] = process.argv.slice(2);
process.stdout.write(map === undefined ? mappedByBuild(report) : mapped(report, resolve(map)));
