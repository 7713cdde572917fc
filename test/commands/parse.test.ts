import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { describe, expect, expectTypeOf, it } from 'vitest';
import type { OptionTable } from '../../src/commands/parse.ts';
import { asksFor, parseArguments } from '../../src/commands/parse.ts';
import { UserError } from '../../src/errors.ts';
import { runs } from '../support/runs.ts';

const command = {
  name: 'demo',
  options: {
    all: { kind: 'flag', short: 'a', summary: '' },
    quiet: { kind: 'flag', short: 'q', summary: '' },
    color: { kind: 'toggle', summary: '' },
    ref: { kind: 'text', short: 'r', value: '<commit>', summary: '' },
    skip: { kind: 'list', value: '<glob>', summary: '' },
    'max-warnings': { kind: 'count', value: '<n>', summary: '' },
    now: { kind: 'day', value: '<date>', summary: '' },
    format: { kind: 'choice', short: 'f', value: '<format>', choices: ['pretty', 'json'], summary: '' },
  },
  positionals: { max: 2 },
} as const satisfies { options: OptionTable; name: string; positionals: { max: number } };

const parse = (...argv: string[]) => parseArguments(command, argv);
const nothing = {
  all: false,
  quiet: false,
  color: null,
  ref: null,
  skip: [],
  maxWarnings: null,
  now: null,
  format: 'pretty',
};

function failure(...argv: string[]): readonly [string, string | null] {
  try {
    parse(...argv);
  } catch (error) {
    if (error instanceof UserError) return [error.message, error.hint];
    throw error;
  }
  throw new Error('parsed');
}

describe('parseArguments', () => {
  it.each<[string, string[], object, string[]]>([
    ['nothing', [], {}, []],
    ['flags alone', ['--all', '--quiet'], { all: true, quiet: true }, []],
    ['a flag twice', ['--all', '--all'], { all: true }, []],
    ['grouped letters', ['-aq'], { all: true, quiet: true }, []],
    ['grouped letters with a value', ['-qfjson'], { quiet: true, format: 'json' }, []],
    ['a letter and its value', ['-r', 'HEAD'], { ref: 'HEAD' }, []],
    ['a value behind =', ['--ref=HEAD'], { ref: 'HEAD' }, []],
    ['a value that holds =', ['--ref=a=b'], { ref: 'a=b' }, []],
    ['a value that begins with a dash, said so', ['--ref=-x'], { ref: '-x' }, []],
    ['a lone dash as value', ['--ref', '-'], { ref: '-' }, []],
    ['the last of two values', ['--ref', 'a', '--ref', 'b'], { ref: 'b' }, []],
    ['all of a list', ['--skip', 'a', '--skip=b'], { skip: ['a', 'b'] }, []],
    ['a toggle on', ['--color'], { color: true }, []],
    ['a toggle off', ['--no-color'], { color: false }, []],
    ['the last of a toggle', ['--no-color', '--color'], { color: true }, []],
    ['a number', ['--max-warnings', '0'], { maxWarnings: 0 }, []],
    ['a day', ['--now', '2028-02-29'], { now: '2028-02-29' }, []],
    ['a time as its UTC day', ['--now', '2026-12-31T23:30:00-02:00'], { now: '2027-01-01' }, []],
    ['a choice', ['--format', 'json'], { format: 'json' }, []],
    ['words among options', ['x', '--all', 'y'], { all: true }, ['x', 'y']],
    ['words behind --', ['--', '--all', '-'], {}, ['--all', '-']],
    ['an empty word', [''], {}, ['']],
  ])('reads %s', (_, argv, options, positionals) => {
    expect(parse(...argv)).toEqual({ options: { ...nothing, ...options }, positionals });
  });

  it.each<[string[], string, string | null]>([
    [['--al'], 'unknown option --al', 'did you mean --all? "ssot-guard demo --help" lists the options'],
    [
      ['--no-colour'],
      'unknown option --no-colour',
      'did you mean --no-color? "ssot-guard demo --help" lists the options',
    ],
    [['--xyzzy'], 'unknown option --xyzzy', '"ssot-guard demo --help" lists the options'],
    [['--hepl'], 'unknown option --hepl', 'did you mean --help? "ssot-guard demo --help" lists the options'],
    [['--no-all'], 'unknown option --no-all', '"ssot-guard demo --help" lists the options'],
    [['--__proto__'], 'unknown option --__proto__', '"ssot-guard demo --help" lists the options'],
    [['--constructor=x'], 'unknown option --constructor', '"ssot-guard demo --help" lists the options'],
    [['-x'], 'unknown option -x', '"ssot-guard demo --help" lists the options'],
    [['-ax'], 'unknown option -x', '"ssot-guard demo --help" lists the options'],
    [['--a\u001b[2J\n'], 'unknown option --a\\x1b[2J\\x0a', '"ssot-guard demo --help" lists the options'],
    [['--all=yes'], '--all takes no value', null],
    [['--no-color=yes'], '--no-color takes no value', null],
    [['--ref'], '--ref needs a value', '--ref <commit>'],
    [['--ref='], '--ref needs a value', '--ref <commit>'],
    [['-r'], '-r needs a value', '-r <commit>'],
    [['--ref', '--all'], '--ref needs a value, and "--all" looks like an option', 'write --ref=--all if it is meant'],
    [['--max-warnings', '1.5'], '--max-warnings takes a whole number, not "1.5"', null],
    [['--max-warnings=-1'], '--max-warnings takes a whole number, not "-1"', null],
    [['--now', 'tomorrow'], '--now takes a day such as 2026-12-31, not "tomorrow"', null],
    [['--now', '2026-02-30'], '--now takes a day such as 2026-12-31, not "2026-02-30"', null],
    [['--format', 'jsn'], '--format takes pretty, json, not "jsn"', 'did you mean json?'],
    [['--format', 'xml'], '--format takes pretty, json, not "xml"', null],
    [['a', 'b', 'c'], '"c" is one word too many for "ssot-guard demo"', '"ssot-guard demo --help" lists the options'],
  ])('refuses %j', (argv, message, hint) => {
    expect(failure(...argv)).toEqual([message, hint]);
  });

  it('gives every option its own type', () => {
    const { options } = parse();
    expectTypeOf(options.all).toEqualTypeOf<boolean>();
    expectTypeOf(options.color).toEqualTypeOf<boolean | null>();
    expectTypeOf(options.ref).toEqualTypeOf<string | null>();
    expectTypeOf(options.skip).toEqualTypeOf<readonly string[]>();
    expectTypeOf(options.maxWarnings).toEqualTypeOf<number | null>();
    expectTypeOf(options.format).toEqualTypeOf<'pretty' | 'json'>();
    expect(Object.keys(options)).toEqual(Object.keys(nothing));
  });

  it('reads any line of flags and values as util.parseArgs does, or refuses it', () => {
    const word = fc.constantFrom(
      '--all',
      '-q',
      '-aq',
      '--ref=v',
      '--ref',
      '-rv',
      '-r',
      '--skip=s',
      'w',
      '-',
      '--',
      '--color',
      '--no-color',
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 6 }), (argv) => {
        let ours: ReturnType<typeof parse>;
        try {
          ours = parseArguments({ ...command, positionals: { max: 99 } }, argv);
        } catch (error) {
          expect(error).toBeInstanceOf(UserError);
          return;
        }
        const theirs = parseArgs({
          args: argv,
          allowPositionals: true,
          options: {
            all: { type: 'boolean', short: 'a' },
            quiet: { type: 'boolean', short: 'q' },
            color: { type: 'boolean' },
            'no-color': { type: 'boolean' },
            ref: { type: 'string', short: 'r' },
            skip: { type: 'string', multiple: true },
          },
        });
        expect(ours.positionals).toEqual(theirs.positionals);
        expect(ours.options.all).toBe(theirs.values.all ?? false);
        expect(ours.options.quiet).toBe(theirs.values.quiet ?? false);
        expect(ours.options.ref).toBe(theirs.values.ref ?? null);
        expect(ours.options.skip).toEqual(theirs.values.skip ?? []);
      }),
      runs(250),
    );
  });
});

describe('asksFor', () => {
  it.each<[string[], ReturnType<typeof asksFor>]>([
    [['--help'], 'help'],
    [['--bogus', '-h'], 'help'],
    [['--version', '--help'], 'help'],
    [['-v'], 'version'],
    [['--', '--help'], null],
    [['help'], null],
    [['--helpful'], null],
    [[], null],
  ])('%j', (argv, asked) => {
    expect(asksFor(argv)).toBe(asked);
  });
});
