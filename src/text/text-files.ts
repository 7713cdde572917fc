/**
 * Which files may be text that mentions a module, by their names alone. hooks/with-git knows the same lists.
 */

/** Extensions of files that hold no text, or none that people write. */
export const NOT_TEXT: readonly string[] = (
  '7z avi avif bin bmp bz2 class db dll dylib eot exe flac gif gz heic ico icns jar jpeg jpg lock lockb map mov mp3 mp4 ' +
  'node npy npz ogg onnx otf parquet pdf pickle pkl png po pot psd pt pyc so sqlite svg tar tgz tif tiff ttf wasm wav webm ' +
  'webp whl woff woff2 xls xlsx xz zip zst'
).split(' ');

/** Written by package managers. */
const LOCK_FILES: readonly string[] = ['package-lock.json', 'npm-shrinkwrap.json', 'pnpm-lock.yaml', 'go.sum'];

/** What tells of the past: it names what is gone. */
const HISTORY = /^(?:change-?log|changes|history|news|what-?s-?new|release-?notes|releases)(?:[._-].*)?$/i;
const HISTORY_FOLDER =
  /(?:^|\/)(?:change-?logs?|\.changeset|\.changes|newsfragments|changelog\.d|history|release-?notes)\//i;

/** Copies that an editor, a merge or a script leaves beside a file. */
const COPY = /(?:~|\.(?:\w*_)?(?:bak|backup|orig|rej|swp)\w*)$/i;

const NOT_TEXT_EXTENSION = new RegExp(`\\.(?:${NOT_TEXT.join('|')})$`);

/** Whether a file may be text that is written by people and speaks of the present. */
export function mayBeText(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return (
    !NOT_TEXT_EXTENSION.test(name) &&
    !LOCK_FILES.includes(name) &&
    !COPY.test(name) &&
    !HISTORY.test(name) &&
    !HISTORY_FOLDER.test(path)
  );
}

const INSTRUCTIONS =
  /(?:^|\/)(?:AGENTS|CLAUDE|GEMINI|COPILOT)(?:\.local)?\.md$|(?:^|\/)\.(?:cursorrules|windsurfrules|clinerules)(?:$|\/)|(?:^|\/)\.(?:claude|cursor|windsurf|gemini|codex)\/|(?:^|\/)\.github\/(?:copilot-instructions\.md|(?:instructions|prompts|agents)\/)/i;

/** Whether a file is there to instruct people and agents. */
export function isInstruction(path: string): boolean {
  return INSTRUCTIONS.test(path);
}
