"""Compares Python sources before and after their imports were rewritten, by the interpreter's own parser.

One JSON object a line on standard input. Of {"before", "after"} one a line on standard output:

error      why one of them does not parse, or null
before     imports: [where, local, module, name]; `where` is the classes and functions around it, `name` is null for
           `import a.b` (local "a") and for `import a.b as c`, whose local name ends in "="
after      the same
chains     [before, after]: dotted names that differ; of what is taken of a call, the name with a dot in front
strings    [before, after]: string constants that differ
keywords   [before, after]: keywords of calls that differ
different  the first thing that differs otherwise, or null. Imports that follow each other count as one statement.

Of {"run", "moved"} a list: what the source does that stands in "run". All modules exist and are loaded by imports alone.
Names in capitals are what a module gives, others are its submodules; each `use(lambda: …)` adds what its value is, or
"error". "moved" holds pairs of modules, old and new, that are the same.
"""

import ast
import json
import re
import sys
import warnings

LAZY = re.compile(r"\blazy[ \t]+(?=(?:from|import)\b)")


def parse(source):
    return ast.parse(LAZY.sub("", source.removeprefix("\ufeff")))


def dotted(node):
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        owner = dotted(node.value)
        return owner and owner + "." + node.attr
    return None


def imports(tree):
    found, stack = [], [(tree, "")]
    while stack:
        node, where = stack.pop()
        if isinstance(node, ast.Import):
            for alias in node.names:
                local = alias.asname + "=" if alias.asname else alias.name.partition(".")[0]
                found.append([where, local, alias.name, None])
        elif isinstance(node, ast.ImportFrom):
            module = "." * (node.level or 0) + (node.module or "")
            for alias in node.names:
                found.append([where, alias.asname or alias.name, module, alias.name])
        if isinstance(node, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
            where += "/" + node.name
        stack.extend((child, where) for child in reversed(list(ast.iter_child_nodes(node))))
    return found


class Comparison:
    def __init__(self):
        self.chains, self.strings, self.keywords = [], [], []
        self.different = None

    def say(self, what):
        if self.different is None:
            self.different = what

    def statements(self, body):
        kept = []
        for node in body:
            is_import = isinstance(node, (ast.Import, ast.ImportFrom))
            if not is_import:
                kept.append(node)
            elif not kept or kept[-1] is not None:
                kept.append(None)
        return kept

    def compare(self, one, other):
        if isinstance(one, list) and isinstance(other, list):
            if any(isinstance(node, ast.stmt) for node in one + other):
                one, other = self.statements(one), self.statements(other)
            if len(one) != len(other):
                return self.say("%d and %d parts" % (len(one), len(other)))
            for pair in zip(one, other):
                self.compare(*pair)
        elif isinstance(one, ast.AST) and isinstance(other, ast.AST):
            names = dotted(one), dotted(other)
            if None not in names:
                if names[0] != names[1]:
                    self.chains.append(names)
                return
            if type(one) is not type(other):
                return self.say("%s and %s" % (ast.dump(one), ast.dump(other)))
            if isinstance(one, ast.Constant) and isinstance(one.value, str) and isinstance(other.value, str):
                if one.value != other.value:
                    self.strings.append([one.value, other.value])
                return
            for field in one._fields:
                pair = getattr(one, field, None), getattr(other, field, None)
                if field == "attr" and pair[0] != pair[1]:
                    self.chains.append(("." + pair[0], "." + pair[1]))
                elif field == "arg" and isinstance(one, ast.keyword) and pair[0] != pair[1]:
                    self.keywords.append(pair)
                else:
                    self.compare(*pair)
        elif one != other or type(one) is not type(other):
            self.say("%r and %r" % (one, other))


def answer(before, after):
    said = {"error": None, "before": [], "after": [], "chains": [], "strings": [], "keywords": [], "different": None}
    try:
        old, new = parse(before), parse(after)
    except (SyntaxError, ValueError, RecursionError) as error:
        said["error"] = "%s: %s" % (type(error).__name__, error)
        return said
    comparison = Comparison()
    comparison.compare(old, new)
    said.update(before=imports(old), after=imports(new))
    for field in ("chains", "strings", "keywords", "different"):
        said[field] = getattr(comparison, field)
    return said


class Module:
    def __init__(self, world, name):
        self.__dict__.update(world=world, name=name)

    def __getattr__(self, attribute):
        if attribute.startswith("__"):
            raise AttributeError(attribute)
        path = self.name + "." + attribute
        if path in self.world.modules:
            return self.world.modules[path]
        if not attribute.isupper():
            raise AttributeError(attribute)
        return self.world.old(self.name) + "." + attribute

    def __str__(self):
        return "module " + self.world.old(self.name)

    __format__ = lambda self, _: str(self)
    __repr__ = __str__


class World:
    def __init__(self, moved):
        self.modules, self.said = {}, []
        self.moved = sorted(moved, key=lambda pair: -len(pair[1]))

    def old(self, name):
        """The name as it was before anything moved."""
        for old, new in self.moved:
            if name == new or name.startswith(new + "."):
                return old + name[len(new) :]
        return name

    def load(self, name):
        parts = name.split(".")
        for count in range(1, len(parts) + 1):
            path = ".".join(parts[:count])
            self.modules.setdefault(path, Module(self, path))
        return self.modules[name]

    def importer(self, name, globals=None, locals=None, names=(), level=0):
        module = self.load(name)
        for attribute in names or ():
            if not attribute.isupper():
                self.load(name + "." + attribute)
        return module if names else self.modules[name.partition(".")[0]]

    def use(self, value):
        try:
            value = value()
        except (NameError, AttributeError):
            value = "error"
        self.said.append(str(value))


def run(source, moved):
    world = World(moved)
    known = {"__import__": world.importer, "__build_class__": __build_class__, "ImportError": ImportError}
    try:
        exec(source, {"__builtins__": known, "__name__": "it", "use": world.use})
    except SyntaxError:
        return ["no program"]
    except Exception:
        world.said.append("error")
    return world.said


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    sys.setrecursionlimit(5000)
    for line in sys.stdin:
        question = json.loads(line)
        if "run" in question:
            print(json.dumps(run(question["run"], question["moved"])), flush=True)
        else:
            print(json.dumps(answer(question["before"], question["after"])), flush=True)
