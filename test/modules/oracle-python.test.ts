/**
 * Python's own import system finds the same files on disk and must agree, but where a fixture says why not. Each
 * fixture states the path that Python would have, so how roots are found is checked too.
 */
import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { onDisk } from './disk.ts';
import { type Project, projects } from './project.ts';

const SCRIPT = `
import importlib.util, json, os, sys
root, jobs = os.getcwd(), json.load(sys.stdin)
base = list(sys.path)
for job in jobs:
    known = set(sys.modules)
    sys.path[:] = [os.path.join(root, p) for p in job["path"]] + base
    sys.path_importer_cache.clear()
    name = job["name"]
    try:
        if name.startswith("."):
            name = importlib.util.resolve_name(name, ".".join(job["package"]))
        spec = importlib.util.find_spec(name)
    except (ImportError, ValueError):
        spec = None
    found = None if spec is None else spec.origin or (list(spec.submodule_search_locations or [""])[0] + "/")
    folder = "/" if found and found.endswith("/") else ""
    found = found and os.path.normpath(found)
    print(found[len(root) + 1:] + folder if found and found.startswith(root + "/") else "nothing")
    for name in set(sys.modules) - known: del sys.modules[name]
`;

const python = spawnSync('python3', ['-c', 'import importlib.util']).status === 0;

interface Line {
  readonly from: string;
  readonly specifier: string;
  readonly differs: string | null;
  readonly expected: string;
}

function linesOf(project: Project): { resolved: Line[]; spelled: Line[] } {
  return {
    resolved: project.expectations.map((line) => ({
      ...line,
      expected: /^[?!]/.test(line.expected) ? 'nothing' : line.expected,
    })),
    spelled: project.spellings.map(({ from, path, expected, differs }) => ({
      from,
      specifier: expected,
      differs,
      expected: path,
    })),
  };
}

if (!python) {
  it('has no python3 to compare with', () => {
    console.log('python3 is not installed: its import system confirmed nothing');
    expect(python).toBe(false);
  });
} else {
  const cases = projects()
    .filter(({ sysPath }) => sysPath.length > 0)
    .flatMap((project) => {
      const { resolved, spelled } = linesOf(project);
      return [['resolves', resolved] as const, ['spells', spelled] as const]
        .filter(([, lines]) => lines.length > 0)
        .map(([what, lines]) => [`${project.name} ${what}`, project, lines] as const);
    });

  it.each(cases)('%s as Python does', (_, project, lines) => {
    const print = (line: Line | undefined, file: string | undefined) => `${line?.from} | ${line?.specifier} => ${file}`;
    const found = onDisk(project, (root) => find(root, project, lines));
    expect(found.flatMap((file, at) => (lines[at]?.differs === null ? [print(lines[at], file)] : []))).toEqual(
      lines.flatMap((line) => (line.differs === null ? [print(line, line.expected)] : [])),
    );
    const stale = lines.filter((line, at) => line.differs !== null && found[at] === line.expected);
    expect(stale.map((line) => print(line, line.expected))).toEqual([]);
  });
}

function find(root: string, project: Project, lines: readonly Line[]): string[] {
  const jobs = lines.map(({ from, specifier }) => ({
    name: specifier,
    package: packageOf(from, pathFor(from, project)),
    path: pathFor(from, project),
  }));
  const run = spawnSync('python3', ['-I', '-B', '-c', SCRIPT], {
    cwd: root,
    input: JSON.stringify(jobs),
    encoding: 'utf8',
  });
  if (run.status !== 0) throw new Error(run.stderr);
  return run.stdout.trimEnd().split('\n');
}

/** The package that a file is in, as a name below the deepest root above it. */
function packageOf(from: string, roots: readonly string[]): string[] {
  const root = roots
    .map((one) => (one === '.' ? '' : `${one}/`))
    .filter((one) => from.startsWith(one))
    .sort((a, b) => b.length - a.length)[0];
  return from
    .slice(root?.length ?? 0)
    .split('/')
    .slice(0, -1);
}

function pathFor(from: string, project: Project): readonly string[] {
  const fits = project.sysPath.filter(({ below }) => below === '' || from.startsWith(`${below}/`));
  return fits.sort((a, b) => b.below.length - a.below.length)[0]?.roots ?? [];
}
