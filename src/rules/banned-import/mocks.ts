/**
 * Modules that strings name in JavaScript, where the names of the module go different ways: whether the string alone can
 * follow, and whether an import can leave behind what is mocked for it.
 */
import { sameKey } from '../../modules/index.ts';
import type { NewSource } from '../../replacement/import-line.ts';
import { memberInstead } from '../../replacement/members.ts';
import type { ReplacementQuestion } from '../../replacement/question.ts';
import { isLiteralGlob } from '../../text/globs.ts';
import type { BannedName, ImportFact, LanguageFacts } from '../../types.ts';
import type { NamedModule } from './named-module.ts';

/** What puts something else in the place of a module, for the whole file. */
const MOCKS = /\.(?:mock|doMock|setMock|unstable_mockModule|module)$/;
/** What gives the module itself, of which any name may then be taken. */
const GIVES = /\.(?:requireActual|requireMock|importActual|importMock|createMockFromModule|genMockFromModule)$/;

/**
 * Whether something of a module that a string names is not found under the same name in the module that is to be written.
 * @param named names of the module for which there are bans of their own
 */
export function losesNames(question: ReplacementQuestion, to: NewSource, named: readonly BannedName[]): boolean {
  const { fact } = question;
  const via = fact.via ?? '';
  const goes = named.map(({ pattern }) => wayOf(question, to, pattern));
  if (GIVES.test(via)) return goes.some((way) => way !== 'along');
  if (!MOCKS.test(via) || fact.names.length === 0) return goes.includes('elsewhere');
  if (fact.names.some(({ name }) => name === '*')) return goes.some((way) => way !== 'along');
  return fact.names.some(({ name }) => wayOf(question, to, name) !== 'along');
}

/** Where a name goes, seen from the module that takes the place of the old one. */
type Way = 'along' | 'elsewhere' | 'renamed' | 'unseen';

function wayOf(question: ReplacementQuestion, to: NewSource, name: string): Way {
  if (!isLiteralGlob(name)) return 'unseen';
  const speaking = question.speaking(name);
  if (speaking === null || speaking.entry === question.entry) return 'along';
  const instead = memberInstead(question, name);
  if (instead === null) return 'unseen';
  if (instead.module !== to.module) return 'elsewhere';
  return instead.whole == null && (instead.symbol ?? name) === name ? 'along' : 'renamed';
}

const mocksOf = new WeakMap<LanguageFacts, readonly ImportFact[]>();

/** The mocks of a module in a file. @param nameModule the module as another import names it */
export function mocksIn(
  part: LanguageFacts,
  module: NamedModule,
  nameModule: (fact: ImportFact) => NamedModule,
): readonly ImportFact[] {
  const known = mocksOf.get(part) ?? part.imports.filter(({ form, via }) => form === 'string' && MOCKS.test(via ?? ''));
  mocksOf.set(part, known);
  return known.filter((fact) => fact.specifier === module.specifier || isSame(nameModule(fact), module));
}

/** Whether two spellings may mean one module. */
export function isSame({ keys }: NamedModule, other: NamedModule): boolean {
  return keys.some((key) => other.keys.some((one) => sameKey(key, one)));
}
