/**
 * package.json as hook managers use it: what it depends on, its scripts, its tools, and edits that keep its formatting.
 */
import { existsSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { applyEdits, modify, parse } from 'jsonc-parser';
import { mainTop } from '../git/hooks.ts';
import { isTracked } from '../git/tracked.ts';
import type { Site } from './define.ts';

/** Parsed package.json of a folder of the work tree, or null when there is none or it is not an object. */
function packageJson(site: Site, folder: string): Readonly<Record<string, unknown>> | null {
  const text = site.read(join(folder, 'package.json'));
  return text === null ? null : record(parse(text));
}

export function hasDependency(site: Site, folder: string, name: string): boolean {
  const json = packageJson(site, folder);
  return ['dependencies', 'devDependencies', 'optionalDependencies'].some(
    (kind) => record(json?.[kind])?.[name] !== undefined,
  );
}

/** Whether the guard stands in this repository, or a package.json could name it for everyone. */
export function isInManifest(site: Site): boolean {
  return !isAbsolute(site.installed) || packageJson(site, site.packageFolder) !== null;
}

export function packageScripts(site: Site, folder: string): string[] {
  const scripts = record(packageJson(site, folder)?.scripts) ?? {};
  return Object.values(scripts).filter((script) => typeof script === 'string');
}

/**
 * A file of an installed package: from the folder of the package upwards, then the main work tree's.
 * @param file `husky/bin.js`
 */
export function toolInPackage(site: Site, file: string): string | null {
  for (const top of [site.top, ...mainTop(site.commonDir)]) {
    for (let folder = join(top, site.packageFolder); ; folder = dirname(folder)) {
      const path = join(folder, 'node_modules', file);
      if (existsSync(path)) return path;
      if (folder === top || folder.length <= top.length) break;
    }
  }
  return null;
}

/** The same for one that is to be run: nothing that git tracks, because a branch could bring it. */
export function runnableTool(site: Site, file: string): string | null {
  const found = toolInPackage(site, file);
  const tops = [site.top, ...mainTop(site.commonDir)];
  return found === null || tops.some((top) => isTracked(top, dirname(found))) ? null : found;
}

/** Sets or, with undefined, removes one value of a JSON text; indentation and line ends are taken from the text. */
export function editJson(text: string, path: readonly string[], value: unknown): string {
  const indent = /^([ \t]+)\S/m.exec(text)?.[1] ?? '  ';
  const formattingOptions = {
    insertSpaces: !indent.startsWith('\t'),
    tabSize: indent.startsWith('\t') ? 1 : indent.length,
    eol: text.includes('\r\n') ? '\r\n' : '\n',
  };
  return applyEdits(text, modify(text, [...path], value, { formattingOptions }));
}

/** The value as a plain object, or null. */
export function record(value: unknown): Readonly<Record<string, unknown>> | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : null;
}
