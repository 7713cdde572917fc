"""Reads Python files with the interpreter's own parser and prints one JSON object per file.

Usage: oracle.py < list-of-paths > facts.jsonl

Each line is {"path", "error", "imports", "definitions"}. "error" is null when the file parses, and says why not
otherwise (the lists are then empty).

imports      [line, module, name, local, type_only, nested, column]: one row per imported name. For `import a.b.c as d`
             the module is "a.b.c", the name "*", the local name "d" (without `as`: "a"). For `from ..a import b` the
             module is "..a". The line and column (UTF-16 code units, both from 1) are those of the imported name.
definitions  [line, name, kind, scope, column, alias_of]: class, function and type statements anywhere; assignments to
             plain names at module level. Kind "class" is also an assignment from a class factory, "alias" one whose
             value (or element, for several targets) is nothing but a dotted name. Line and column are the defined name's own.
"""

import ast
import json
import re
import sys
import warnings

FACTORIES = {"namedtuple", "NamedTuple", "TypedDict", "NewType", "make_dataclass"}
NAMING_FACTORIES = {"type", "new_class", "Enum", "IntEnum", "StrEnum", "Flag", "IntFlag"}
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def dotted(node):
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        owner = dotted(node.value)
        return owner and owner + "." + node.attr
    return None


def is_factory(value):
    if not isinstance(value, ast.Call):
        return False
    name = dotted(value.func)
    last = name.rpartition(".")[2] if name else ""
    if last in FACTORIES:
        return True
    if last not in NAMING_FACTORIES or len(value.args) + len(value.keywords) < 2 or not value.args:
        return False
    return isinstance(value.args[0], ast.Constant) and isinstance(value.args[0].value, str)


def is_type_checking(test):
    name = dotted(test)
    return name is not None and name.rpartition(".")[2] == "TYPE_CHECKING"


def targets_in(target):
    """Names that a tuple or list on the left binds, however deep."""
    if isinstance(target, ast.Name):
        return [target]
    if isinstance(target, ast.Starred):
        return targets_in(target.value)
    if isinstance(target, (ast.Tuple, ast.List)):
        return [name for part in target.elts for name in targets_in(part)]
    return []


class Reader:
    def __init__(self, source):
        self.lines = re.split(r"\r\n|\r|\n", source)
        self.imports = []
        self.definitions = []

    def column(self, line, offset):
        """UTF-16 column of a UTF-8 offset; a byte-order mark has no width for either."""
        text = self.lines[line - 1].encode("utf-8", "surrogatepass")[:offset].decode("utf-8", "replace")
        return len(text.encode("utf-16-le", "surrogatepass")) // 2 + 1

    def define(self, line, column, name, kind, top, alias_of=None):
        self.definitions.append([line, name, kind, "module" if top else "nested", column, alias_of])

    def keyword_name(self, node, words):
        """Place of a class's, function's or type's name: behind its keyword, perhaps on a continued line."""
        line, text = node.lineno, self.lines[node.lineno - 1]
        start = len(text.encode("utf-8", "surrogatepass")[: node.col_offset].decode("utf-8", "replace"))
        for word in words:
            found = re.compile(r"[ \t\f]*" + word + r"\b").match(text, start)
            if found:
                start = found.end()
        while re.compile(r"[ \t\f]*\\$").match(text, start):
            line, start = line + 1, 0
            text = self.lines[line - 1]
        while start < len(text) and text[start] in " \t\f":
            start += 1
        return line, len(text[:start].encode("utf-16-le", "surrogatepass")) // 2 + 1

    def visit(self, root):
        """Walks with an explicit stack: sources may nest deeper than the interpreter recurses."""
        stack = [(root, True, False)]
        while stack:
            node, top, typing = stack.pop()
            inner = top
            if isinstance(node, ast.Import):
                for alias in node.names:
                    local = alias.asname or alias.name.partition(".")[0]
                    column = self.column(alias.lineno, alias.col_offset)
                    self.imports.append([alias.lineno, alias.name, "*", local, typing, not top, column])
                continue
            if isinstance(node, ast.ImportFrom):
                module = "." * (node.level or 0) + (node.module or "")
                for alias in node.names:
                    local = None if alias.name == "*" else alias.asname or alias.name
                    column = self.column(alias.lineno, alias.col_offset)
                    self.imports.append([alias.lineno, module, alias.name, local, typing, not top, column])
                continue
            if isinstance(node, ast.ClassDef):
                self.define(*self.keyword_name(node, ["class"]), node.name, "class", top, self.empty_base(node))
                inner = False
            elif isinstance(node, FUNCTIONS):
                self.define(*self.keyword_name(node, ["async", "def"]), node.name, "function", top)
                inner = False
            elif node.__class__.__name__ == "TypeAlias":
                place = self.column(node.name.lineno, node.name.col_offset)
                self.define(node.name.lineno, place, node.name.id, "type", top, self.type_alias(node))
            elif isinstance(node, (ast.Assign, ast.AnnAssign)):
                self.assignment(node, top)
            if isinstance(node, ast.If) and is_type_checking(node.test):
                stack.extend((child, inner, True) for child in node.body)
                stack.extend((child, inner, typing) for child in node.orelse)
                continue
            stack.extend((child, inner, typing) for child in ast.iter_child_nodes(node))

    def empty_base(self, node):
        says_nothing = all(
            isinstance(part, ast.Pass)
            or isinstance(part, ast.Expr)
            and isinstance(part.value, ast.Constant)
            and (part.value.value is ... or isinstance(part.value.value, str))
            for part in node.body
        )
        if not says_nothing or len(node.bases) != 1 or node.keywords:
            return None
        return dotted(node.bases[0])

    def type_alias(self, node):
        value = node.value
        if isinstance(value, ast.Subscript) and node.type_params:
            given = value.slice.elts if isinstance(value.slice, ast.Tuple) else [value.slice]
            names = [parameter.name for parameter in node.type_params]
            if [part.id if isinstance(part, ast.Name) else None for part in given] == names:
                value = value.value
        return dotted(value)

    def assignment(self, node, top):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        if node.value is None:
            return
        kind, target = "variable", dotted(node.value)
        if is_factory(node.value):
            kind = "class"
        elif target is not None:
            kind = "alias"
        annotation = getattr(node, "annotation", None)
        if annotation is not None and kind == "variable":
            name = annotation.value if isinstance(annotation, ast.Constant) else dotted(annotation)
            if isinstance(name, str) and name.rpartition(".")[2] == "TypeAlias":
                kind = "type"
        if not top and kind != "class":
            return
        for name in targets:
            if isinstance(name, ast.Name):
                place = self.column(name.lineno, name.col_offset)
                self.define(name.lineno, place, name.id, kind, top, target if kind == "alias" else None)
            elif top:
                parts, values = targets_in(name), []
                if isinstance(node.value, (ast.Tuple, ast.List)) and all(
                    isinstance(part, ast.Name) for part in getattr(name, "elts", [None])
                ):
                    values = [dotted(value) for value in node.value.elts]
                paired = len(values) == len(parts) > 1
                for index, part in enumerate(parts):
                    place = self.column(part.lineno, part.col_offset)
                    other = values[index] if paired else None
                    self.define(part.lineno, place, part.id, "alias" if other else "variable", top, other)


def read(path):
    with open(path, "rb") as file:
        data = file.read()
    facts = {"path": path, "error": None, "imports": [], "definitions": []}
    try:
        tree = ast.parse(data, path)
        reader = Reader(data.decode("utf-8-sig"))
        reader.visit(tree)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        facts["error"] = type(error).__name__ + ": " + str(error)
        return facts
    facts["imports"] = sorted(reader.imports, key=str)
    facts["definitions"] = sorted(reader.definitions, key=str)
    return facts


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    sys.setrecursionlimit(5000)
    for path in sys.stdin.read().split("\0"):
        if path:
            print(json.dumps(read(path)))
