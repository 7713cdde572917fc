/**
 * Why a finding is not rewritten: the one list, from which the report, the help and the README derive.
 */
export const REFUSALS = {
  'no-replacement': 'the registry names nothing to write instead',
  'not-proved': 'it is not seen that the replacement gives this name',
  'other-kind': 'the replacement is another kind of thing: a class for a function, say',
  namespace: 'the module is taken as a whole, and which of its names are used is not seen',
  'name-taken': 'the name means something else in the same scope',
  'exported-alias':
    'the new name would be exported under the old one: export the canonical name, or delete the re-export',
  'changes-order': 'the banned module does something when it is loaded, or a merge would cross something that does',
  form: 'it is written, or mocked in this file, in a way that no edit of names keeps',
  protected: 'the file is a home, or part of what is banned',
  damaged: 'the file does not read cleanly',
  worse: 'with the new content this or something else would be reported',
  'not-an-import': 'only imports, re-exports and strings are rewritten; this needs a person',
} as const satisfies Readonly<Record<string, string>>;
export type RefusalReason = keyof typeof REFUSALS;
