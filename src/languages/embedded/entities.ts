/**
 * Character references in the attributes of HTML. Of the names, those that stand for characters of ASCII: others do
 * not matter in a specifier, and an unknown name stays as it is written.
 */

const NAMED: ReadonlyMap<string, string> = new Map(
  (
    '\t Tab|\n NewLine|! excl|" quot QUOT|# num|$ dollar|% percnt|& amp AMP|\' apos|( lpar|) rpar|* ast midast|+ plus|' +
    ', comma|. period|/ sol|: colon|; semi|< lt LT|= equals|> gt GT|? quest|@ commat|[ lbrack lsqb|\\ bsol|' +
    '] rbrack rsqb|^ Hat|_ lowbar UnderBar|` grave DiacriticalGrave|{ lbrace lcub|} rbrace rcub|fj fjlig|' +
    '<\u20d2 nvlt|>\u20d2 nvgt|=\u20e5 bne'
  )
    .split('|')
    .flatMap((line): [string, string][] => {
      const [value = '', ...names] = line.split(' ');
      return names.map((name) => [name, value]);
    })
    .concat(['verbar', 'vert', 'VerticalLine'].map((name) => [name, '|'])),
);

/** Names that need no semicolon, unless a letter, a digit or an equals sign follows. */
const REFERENCE = /&(?:#(\d+|[xX][\da-fA-F]+);?|([A-Za-z]\w*);|((?:amp|AMP|lt|LT|gt|GT|quot|QUOT)(?![\w=])))/g;

/** The value of an attribute as it is written. */
export function decodeAttribute(value: string): string {
  if (!value.includes('&')) return value;
  return value.replace(REFERENCE, (whole, number?: string, name?: string, short?: string) =>
    number === undefined
      ? (NAMED.get(name ?? short ?? '') ?? whole)
      : characterOf(Number(`0${number}`.replace(/^0(?=\d)/, ''))),
  );
}

function characterOf(code: number): string {
  const isCharacter = code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
  return isCharacter ? String.fromCodePoint(code) : '\ufffd';
}
