/**
 * Decorators that make something of what they decorate, and do nothing beyond it.
 */

/** Modules none of whose decorators registers anything. */
const MODULES = words(
  'functools typing typing_extensions t contextlib abc enum dataclasses attr attrs pydantic pytest six mock click',
);

/** Names that say the same, whatever module they come from. */
const NAMES = words(
  'property staticmethod classmethod dataclass dataclass_transform abstractmethod abstractproperty abstractclassmethod ' +
    'abstractstaticmethod cached_property cachedproperty lru_cache cache total_ordering singledispatch ' +
    'singledispatchmethod wraps contextmanager asynccontextmanager overload final runtime_checkable no_type_check ' +
    'override unique define frozen mutable attrs validator field_validator model_validator root_validator ' +
    'field_serializer model_serializer computed_field validate_call fixture setter getter deleter deprecated ' +
    'deprecate skip skipIf skipUnless expectedFailure atomic hybrid_property declared_attr validates add_metaclass ' +
    'python_2_unicode_compatible',
);

function words(text: string): ReadonlySet<string> {
  return new Set(text.split(' '));
}

/** Whether a decorator, as it stands with its `@`, registers nothing. @param own what the module defines itself */
export function isHarmlessDecorator(text: string, own: ReadonlySet<string>): boolean {
  const dotted = /^@\s*([\w.]+)/.exec(text)?.[1]?.split('.') ?? [];
  const [root = ''] = dotted;
  const last = dotted.at(-1) ?? '';
  if (NAMES.has(last) || (dotted.length > 1 && MODULES.has(root))) return true;
  // `@area.register`, `@x.default` of what stands in the file
  return dotted.length > 1 && own.has(root) && /^(?:register|default|validator)$/.test(last);
}
