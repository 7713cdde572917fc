/**
 * Made-up source text for the benchmarks: seeded, and alike real code in what scanners spend their time on (comments,
 * strings, templates, regular expressions, JSX, docstrings, import-looking text where nothing is imported).
 *
 * Text is put together from blocks that are made once; `¤` in a block stands for a number that keeps names apart
 * within one file.
 */

/** @typedef {() => number} Random a number in [0, 1) */

/** mulberry32: small, seeded, good enough here. @param {number} seed @returns {Random} */
export function randomFrom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** @template T @param {Random} random @param {readonly T[]} list @returns {T} */
export function pick(random, list) {
  return list[Math.floor(random() * list.length)];
}

/** Bytes that a source file has: log-normal, median 2.6 kB, mean 4 kB, at most 120 kB. @param {Random} random */
export function sizeOf(random) {
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return Math.min(120_000, Math.max(200, Math.round(2600 * Math.exp(0.95 * normal))));
}

export const NOUNS =
  'account address agent alert asset audit batch billing block board bucket budget cache calendar campaign card cart catalog channel chart claim client comment contact contract coupon cursor customer dashboard dataset deploy device digest document draft editor event feature feed field filter folder form gateway goal group handler history image incident index inbox invoice item journal label layout lease ledger license link list lock mail map market member menu message metric migration model notice order owner page panel payment permit person pipeline plan player policy portal price process product profile project prompt quota quote range record region release report request review role route rule sample schedule schema score search section segment sender series session sheet shift signal site slot snapshot source stage status step stock stream summary survey table tag task team template tenant thread ticket timer token topic trace track trial unit upload user value vendor version view visit wallet widget window worker workflow zone'.split(
    ' ',
  );
const VERBS =
  'add apply archive assign build cancel check clear close collect compare compute copy count create decode delete detect draw emit encode expand fetch filter find flush format group handle hide init insert join list load lock map mark measure merge move normalise notify open pack parse pause plan poll prepare print publish pull push queue read rebuild record refresh release remove rename render replace reset resolve restore resume retry save scan schedule select send show sort split start stop store submit sum sync test track trim undo update validate verify watch wrap write'.split(
    ' ',
  );
const WORDS =
  'the a that which when after before each every only not one two more than until because where value result caller order first last empty known missing stale recent time-out retry user request server store line text found given kept sent lost'.split(
    ' ',
  );

/** @param {string} word */
export const capital = (word) => word[0].toUpperCase() + word.slice(1);
/** @param {Random} random */
const noun = (random) => pick(random, NOUNS);
/** @param {Random} random */
const camel = (random) => `${pick(random, VERBS)}${capital(noun(random))}`;
/** @param {Random} random */
const snake = (random) => `${pick(random, VERBS)}_${noun(random)}`;
/** @param {Random} random @param {number} words */
const prose = (random, words) => Array.from({ length: words }, () => pick(random, WORDS)).join(' ');

/** @type {readonly ((random: Random) => string)[]} */
const ECMASCRIPT = [
  (r) => {
    const [a, b, c] = [noun(r), noun(r), noun(r)];
    return `/**
 * ${capital(prose(r, 14))}.
 * @param ${a} ${prose(r, 8)}
 */
export function ${camel(r)}¤(${a}: ${capital(a)}Input, options: { readonly limit?: number; ${b}?: string } = {}): string[] {
  const ${c}List: string[] = [];
  for (const [key, entry] of Object.entries(${a})) {
    if (entry === undefined || key.startsWith('_')) continue;
    const ${b}Key = key.replace(/[^a-z0-9_/]+/gi, '-').split('/').pop() ?? '';
    if (${c}List.length >= (options.limit ?? ${Math.floor(r() * 500)})) break;
    ${c}List.push(\`\${${b}Key}:\${String(entry).trim() || '${prose(r, 3)}'}\`);
  }
  return ${c}List.sort((left, right) => left.localeCompare(right) || left.length / 2 - right.length / 2);
}
`;
  },
  (r) => {
    const [a, b] = [noun(r), noun(r)];
    return `class ${capital(a)}${capital(b)}Store¤ {
  readonly #entries = new Map<string, { at: number; value: unknown }>();
  private readonly ${b}Ids: Set<string> = new Set();

  constructor(private readonly ttl: number, protected readonly name = "${a}-${b}") {}

  get size(): number {
    return this.#entries.size;
  }

  // ${prose(r, 12)}
  async ${camel(r)}(key: string, load: (key: string) => Promise<unknown>): Promise<unknown> {
    const hit = this.#entries.get(key);
    if (hit && Date.now() - hit.at < this.ttl) return hit.value;
    try {
      const value = await load(key);
      this.#entries.set(key, { at: Date.now(), value });
      this.${b}Ids.add(\`\${this.name}/\${key}\`);
      return value;
    } catch (error) {
      throw new Error(\`\${this.name}: cannot load "\${key}" (\${error instanceof Error ? error.message : 'unknown'})\`);
    }
  }

  ${camel(r)}(prefix = ''): void {
    for (const key of this.#entries.keys()) if (key.startsWith(prefix)) this.#entries.delete(key);
  }
}
`;
  },
  (r) => {
    const fields = Array.from({ length: 3 + Math.floor(r() * 8) }, () => noun(r));
    return `export interface ${capital(noun(r))}${capital(noun(r))}Input¤ {
${fields.map((f, at) => `  /** ${capital(prose(r, 6))}. */\n  readonly ${f}${at}${r() < 0.3 ? '?' : ''}: ${pick(r, ['string', 'number', 'boolean', 'readonly string[]', "'on' | 'off'", 'Record<string, unknown>', 'Date | null'])};`).join('\n')}
}
`;
  },
  (r) => {
    const entries = Array.from(
      { length: 4 + Math.floor(r() * 12) },
      (_, at) => `  ${noun(r)}${at}: { label: '${prose(r, 3)}', order: ${at}, enabled: ${r() < 0.5} },`,
    );
    return `const ${noun(r).toUpperCase()}_TABLE¤ = {
${entries.join('\n')}
} as const;
`;
  },
  (r) => `/* ${prose(r, 20)}
 * An example, which imports nothing: import { ${camel(r)} } from './${noun(r)}-${noun(r)}';
 */
const ${camel(r)}¤ = (input: string): number => {
  const matched = /^(?<${noun(r)}>[\\w./-]+):(\\d+)(?:\\/\\/|$)/.exec(input);
  if (!matched) return -1;
  switch (matched[1]) {
    case '${noun(r)}':
    case "${noun(r)}'s":
      return Number(matched[2]) / ${1 + Math.floor(r() * 60)};
    default:
      return input.length > 80 ? 0 : Number.parseInt(matched[2] ?? '0', 10);
  }
};
`,
  (r) => {
    const [a, b] = [noun(r), noun(r)];
    return `export type ${capital(a)}${capital(b)}State¤ =
  | { kind: 'idle' }
  | { kind: 'loading'; since: number; previous?: ${capital(a)}${capital(b)}State¤ }
  | { kind: 'failed'; message: string; retry: () => void };

export async function* ${camel(r)}¤<T extends { id: string }>(pages: AsyncIterable<T[]>, wanted: ReadonlySet<string>): AsyncGenerator<T> {
  let ${b}Count = 0;
  for await (const page of pages) {
    for (const one of page) if (wanted.has(one.id) && ++${b}Count < ${Math.floor(r() * 9000)}) yield one;
  }
}
`;
  },
];

/** @type {(random: Random) => string} */
const jsx = (r) => {
  const [a, b] = [noun(r), noun(r)];
  return `export const ${capital(a)}${capital(b)}View¤ = ({ title, items, onSelect }: { title: string; items: string[]; onSelect?: (id: string) => void }) => {
  const [open, setOpen] = useState(false);
  return (
    <section className="${a} ${a}--${b}" data-open={open}>
      {/* ${prose(r, 8)} */}
      <h2 onClick={() => setOpen((was) => !was)}>{title} — it's ${prose(r, 5)}</h2>
      {open && items.length > 0 ? (
        <ul>
          {items.map((item) => (
            <li key={item} onClick={() => onSelect?.(item)}>{\`\${item} / \${items.length}\`}</li>
          ))}
        </ul>
      ) : (
        <p>Nothing from here: ${prose(r, 6)}</p>
      )}
    </section>
  );
};
`;
};

/** @type {readonly ((random: Random) => string)[]} */
const PYTHON = [
  (r) => {
    const [a, b] = [noun(r), noun(r)];
    return `def ${snake(r)}_¤(${a}: dict[str, Any], *, limit: int = ${Math.floor(r() * 500)}, ${b}: str | None = None) -> list[str]:
    """${capital(prose(r, 14))}.

    >>> from app.${noun(r)} import ${snake(r)}
    """
    found: list[str] = []
    for key, entry in sorted(${a}.items()):
        if entry is None or key.startswith("_"):
            continue
        name = re.sub(r"[^a-z0-9_/]+", "-", key).rsplit("/", 1)[-1]
        if len(found) >= limit:
            break
        found.append(f"{name}:{str(entry).strip() or '${prose(r, 3)}'}")
    return found

`;
  },
  (r) => {
    const [a, b] = [noun(r), noun(r)];
    return `class ${capital(a)}${capital(b)}Store¤:
    """${capital(prose(r, 16))}."""

    def __init__(self, ttl: float, name: str = "${a}-${b}") -> None:
        self.ttl = ttl
        self.name = name
        self._entries: dict[str, tuple[float, Any]] = {}

    async def ${snake(r)}(self, key: str, load: Callable[[str], Awaitable[Any]]) -> Any:
        hit = self._entries.get(key)
        if hit is not None and time.monotonic() - hit[0] < self.ttl:
            return hit[1]
        try:
            value = await load(key)
        except Exception as error:  # ${prose(r, 6)}
            raise RuntimeError(f"{self.name}: cannot load {key!r}") from error
        self._entries[key] = (time.monotonic(), value)
        return value

    def ${snake(r)}_all(self, prefix: str = "") -> None:
        for key in [k for k in self._entries if k.startswith(prefix)]:
            del self._entries[key]

`;
  },
  (r) => {
    const entries = Array.from(
      { length: 4 + Math.floor(r() * 12) },
      (_, at) =>
        `    "${noun(r)}_${at}": {"label": '${prose(r, 3)}', "order": ${at}, "enabled": ${r() < 0.5 ? 'True' : 'False'}},`,
    );
    return `${noun(r).toUpperCase()}_TABLE_¤ = {
${entries.join('\n')}
}

`;
  },
  (r) => `def ${snake(r)}_¤(value: str) -> int:
    # ${prose(r, 14)}
    if TYPE_CHECKING:
        from typing import Protocol
    matched = re.match(r"^(?P<${noun(r)}>[\\w./-]+):(\\d+)", value)
    if not matched:
        return -1
    query = """
        select ${noun(r)}, ${noun(r)}
        from ${noun(r)} where import_id = %s  -- import nothing
    """
    return int(matched.group(2)) // ${1 + Math.floor(r() * 60)} if query else len(
        value
    )

`,
  (r) => {
    const fields = Array.from(
      { length: 3 + Math.floor(r() * 8) },
      (_, at) =>
        `    ${noun(r)}_${at}: ${pick(r, ['str', 'int', 'bool', 'list[str]', 'dict[str, Any]', 'float | None'])} = field(default=None)`,
    );
    return `@dataclass(frozen=True)
class ${capital(noun(r))}${capital(noun(r))}Input¤:
${fields.join('\n')}

`;
  },
];

const POOL = 400;

/** Blocks as pieces around the number. @param {readonly ((random: Random) => string)[]} templates @param {number} seed */
function poolOf(templates, seed) {
  const random = randomFrom(seed);
  return Array.from({ length: POOL }, (_, at) => templates[at % templates.length](random).split('¤'));
}

/** Blocks by kind of file. Always from the same seed: what differs between projects is how files are put together. */
const blocks = {
  ts: poolOf(ECMASCRIPT, 11),
  tsx: poolOf([...ECMASCRIPT, jsx, jsx, jsx], 12),
  py: poolOf(PYTHON, 13),
};

/** Blocks of about `size` characters together. @param {'ts' | 'tsx' | 'py'} kind @param {Random} random @param {number} size */
export function bodyOf(kind, random, size) {
  const pool = blocks[kind];
  let text = '';
  for (let count = 0; text.length < size; count++) text += `${pick(random, pool).join(String(count))}\n`;
  return text;
}
