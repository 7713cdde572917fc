/**
 * What a hook manager is: a value that says whether it is in charge, what to change so that it runs the guard, and how
 * to take the guard out of a text again. Managers look and plan; they never write.
 */
import type { HooksPlace } from '../git/hooks.ts';

/** What a manager may look at. Paths are relative to the top of the work tree unless they are absolute. */
export interface Site extends HooksPlace {
  /** Folder of the nearest package.json at or above where `init` was started, '' for the top itself. */
  readonly packageFolder: string;
  /** How an entry reaches the guard: `node_modules/ssot-guard`, or an absolute path when it is not installed here. */
  readonly installed: string;
  /** `hook.<name>.<key>` of git's configuration, each with its value, in order; asked once. */
  readonly hookSettings: () => readonly (readonly [key: string, value: string])[];
  /** Tracked files in folders of husky's, relative to the top; asked once. */
  readonly huskyFiles: () => readonly string[];
  /** Text of a regular file, or null. */
  read(path: string): string | null;
  /** Absolute path of a program on PATH, or null. Programs inside the repository are not found this way. */
  program(name: string): string | null;
}

/** One step of a plan. Writing and moving are journalled and can be undone byte for byte. */
export type Change =
  | {
      readonly kind: 'write';
      /** Absolute. */
      readonly path: string;
      readonly content: string;
      /** null: keep the mode, 0644 for a new file. */
      readonly mode: number | null;
      readonly why: string;
    }
  | { readonly kind: 'move'; readonly from: string; readonly to: string; readonly why: string }
  | {
      readonly kind: 'config';
      /** A worktree may have its own configuration, which then counts. */
      readonly scope: 'local' | 'worktree';
      readonly key: string;
      readonly value: string;
      readonly why: string;
    }
  | {
      readonly kind: 'run';
      readonly program: string;
      readonly args: readonly string[];
      readonly cwd: string;
      /** Folders besides the hooks folder in which it writes. */
      readonly touches: readonly string[];
      /** The command as a person would type it. */
      readonly shown: string;
      readonly why: string;
    };

export interface Plan {
  readonly changes: readonly Change[];
  /** What only a person can do, one sentence each. */
  readonly manual: readonly string[];
}

export interface Detection {
  /** Why it is thought to be here: a file or a setting. */
  readonly evidence: string;
  /** Git runs it in this work tree as things stand. */
  readonly active: boolean;
}

export interface HookManager {
  /** As in `--manager`. */
  readonly id: string;
  readonly title: string;
  detect(site: Site): Detection | null;
  /**
   * Empty when the guard is there already.
   * @param message whether commit messages are judged, too
   */
  plan(site: Site, message: boolean): Plan;
  /** Files, relative or absolute, that may hold the guard's entry. */
  places(site: Site): readonly string[];
  /** The text with nothing but the guard's entry to run, for a trial; absent where the others are harmless then. */
  alone?(text: string, path: string): string;
  /** Conditions of its configuration under which it does not run the guard, one sentence each. */
  limits?(site: Site): readonly string[];
  /** The text without the guard's entry; unchanged when there is none. */
  strip(text: string, path: string, site: Site): string;
}

/** Identity: gives a manager literal full inference. */
export function defineManager(manager: HookManager): HookManager {
  return manager;
}
