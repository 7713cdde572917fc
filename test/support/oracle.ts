/**
 * What the TypeScript compiler's parser reads in a file, in the terms of our facts: the oracle of the differential
 * tests. Written against the compiler's documented tree alone; it shares no code with the scanner.
 *
 * One record per imported name, `line specifier name` (`-` where a statement names nothing), and one per definition,
 * `line name kind scope`. `clean` says that the compiler had nothing to object to.
 */

import ts from 'typescript';

export interface OracleFacts {
  readonly imports: readonly string[];
  readonly definitions: readonly string[];
  readonly exports: readonly string[];
  readonly clean: boolean;
}

const MOCK_OBJECTS = new Set(['jest', 'vi', 'vitest']);
const MOCK_METHODS = new Set([
  ...['mock', 'doMock', 'unmock', 'doUnmock', 'dontMock', 'deepUnmock', 'setMock', 'requireActual', 'requireMock'],
  ...['importActual', 'importMock', 'createMockFromModule', 'genMockFromModule', 'unstable_mockModule'],
]);

function scriptKind(path: string): ts.ScriptKind {
  if (path.endsWith('.tsx')) return ts.ScriptKind.TSX;
  if (/\.[mc]?ts$/.test(path)) return ts.ScriptKind.TS;
  return ts.ScriptKind.JSX;
}

/** Reads `text` as the file name `path` says. */
export function readWithCompiler(path: string, text: string): OracleFacts {
  const options = { languageVersion: ts.ScriptTarget.Latest, jsDocParsingMode: ts.JSDocParsingMode.ParseNone };
  const file = ts.createSourceFile(path, text, options, true, scriptKind(path));
  const imports: string[] = [];
  const definitions: string[] = [];
  const exported = new Set<string>();
  const line = (node: ts.Node): number => ts.getLineAndCharacterOfPosition(file, node.getStart(file)).line + 1;

  const addConstant = ({ node, text: value }: Constant, names: readonly string[]): void => {
    for (const name of names.length === 0 ? ['-'] : names) {
      imports.push(`${line(node)} ${JSON.stringify(value)} ${name}`);
    }
  };
  const addImport = (node: ts.Node & { text: string }, names: readonly string[]): void =>
    addConstant({ node, text: node.text }, names);
  const define = (name: ts.Node & { text: string }, kind: string, scope: 'module' | 'nested'): void => {
    definitions.push(`${line(name)} ${name.text} ${kind} ${scope}`);
  };
  const scopeOf = (statement: ts.Node): 'module' | 'nested' => (statement.parent === file ? 'module' : 'nested');
  const has = (node: ts.Node, kind: ts.SyntaxKind): boolean =>
    ts.canHaveModifiers(node) && (ts.getModifiers(node)?.some((modifier) => modifier.kind === kind) ?? false);
  const isExported = (node: ts.Node): boolean => has(node, ts.SyntaxKind.ExportKeyword);

  const declare = (node: ts.Node, name: ts.Identifier | undefined, kind: string): void => {
    const isDefault = has(node, ts.SyntaxKind.DefaultKeyword);
    if (isExported(node) && node.parent === file) exported.add(isDefault ? 'default' : (name?.text ?? 'default'));
    if (name !== undefined) define(name, kind, scopeOf(node));
  };

  const variables = (statement: ts.VariableStatement): void => {
    const scope = scopeOf(statement);
    for (const declaration of statement.declarationList.declarations) {
      const names = leaves(declaration.name);
      if (isExported(statement) && scope === 'module') for (const name of names) exported.add(name.text);
      const kind = ts.isIdentifier(declaration.name) ? kindOf(declaration.initializer) : 'variable';
      const reported = isExported(statement) || kind === 'class' || (scope === 'module' && kind !== 'variable');
      if (reported) for (const name of names) define(name, kind, scope);
    }
  };

  /** A value that is given to a name of CommonJS's exports. */
  const give = (name: ts.Node & { text: string }, value: ts.Expression, isModule: boolean): void => {
    const written = value.getText(file).replace(/\s/g, '');
    if (name.text === '__esModule' || written === name.text || written.endsWith(`.${name.text}`)) return;
    if (name.text === 'default') whole(value, isModule, false);
    else if (!/^(?:require|void|undefined)\b/.test(value.getText(file)))
      define(name, kindOf(value), isModule ? 'module' : 'nested');
  };
  const whole = (value: ts.Expression, isModule: boolean, isObject = true): void => {
    if (isObject && ts.isObjectLiteralExpression(value) && !ts.isExportAssignment(value.parent)) {
      for (const property of value.properties) {
        const { name } = property;
        if (name === undefined || !(ts.isIdentifier(name) || ts.isStringLiteral(name))) continue;
        if (ts.isPropertyAssignment(property)) give(name, property.initializer, isModule);
        else if (!ts.isShorthandPropertyAssignment(property))
          define(name, ts.isMethodDeclaration(property) ? 'function' : 'variable', isModule ? 'module' : 'nested');
      }
    } else if ((ts.isClassExpression(value) || ts.isFunctionExpression(value)) && value.name !== undefined)
      define(value.name, kindOf(value), isModule ? 'module' : 'nested');
  };
  /** `Object.assign(exports, {…})`, `Object.defineProperty(exports, 'x', …)` with a name as its value. */
  const properties = (call: ts.CallExpression): void => {
    const [target, second, third] = call.arguments;
    if (target === undefined || second === undefined || !isExports(target)) return;
    const isModule = runsWithModule(call);
    if (call.expression.getText() === 'Object.assign') {
      if (ts.isObjectLiteralExpression(second)) whole(second, isModule);
    } else if (isNamed(call.expression, 'defineProperty') && isLiteral(second) && third !== undefined) {
      const value = /(?:\bget: (?:function \(\) \{ return|\(\) =>)|\bvalue:) ([\w$.]+)[;,]? ?[},w]/.exec(
        third.getText(),
      );
      if (
        value?.[1] !== undefined &&
        /^[A-Za-z_$]/.test(value[1]) &&
        !/^(?:true|false|void)\b/.test(value[1]) &&
        !value[1].endsWith(`.${second.text}`) &&
        value[1] !== second.text &&
        second.text !== '__esModule'
      )
        define(second, 'alias', isModule ? 'module' : 'nested');
    }
  };
  const assignment = ({ left, right, parent }: ts.BinaryExpression): void => {
    let value = right;
    while (ts.isBinaryExpression(value) && isAssignment(value) && (isExportsTarget(value.left) || isEntity(value.left)))
      value = value.right;
    const isModule = runsWithModule(parent);
    if (isExportsTarget(left) && isMember(left, (object) => isNamed(object, 'module'), 'exports'))
      whole(value, isModule);
    else if (ts.isPropertyAccessExpression(left) && isExports(left.expression) && ts.isIdentifier(left.name))
      give(left.name, value, isModule);
    else if (ts.isElementAccessExpression(left) && isExports(left.expression) && isLiteral(left.argumentExpression))
      give(left.argumentExpression, value, isModule);
  };

  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) && isLiteral(node.moduleSpecifier)) {
      addImport(node.moduleSpecifier, importedNames(node.importClause));
      return;
    }
    if (ts.isExportDeclaration(node)) {
      const { exportClause: clause, moduleSpecifier } = node;
      const atTop = node.parent === file;
      if (clause !== undefined && atTop) {
        if (ts.isNamespaceExport(clause)) exported.add(clause.name.text);
        else for (const element of clause.elements) exported.add(element.name.text);
      }
      if (moduleSpecifier !== undefined) {
        if (!isLiteral(moduleSpecifier)) return;
        const names =
          clause === undefined || ts.isNamespaceExport(clause)
            ? ['*']
            : clause.elements.map((element) => (element.propertyName ?? element.name).text);
        addImport(moduleSpecifier, names);
      } else if (clause !== undefined && ts.isNamedExports(clause)) {
        for (const { propertyName, name } of clause.elements) {
          if (propertyName !== undefined && name.text !== 'default' && name.text !== propertyName.text) {
            define(name, 'alias', scopeOf(node));
          }
        }
      }
      return;
    }
    if (ts.isExportAssignment(node) && node.parent === file) exported.add('default');
    if (ts.isImportEqualsDeclaration(node)) {
      const reference = node.moduleReference;
      if (!ts.isExternalModuleReference(reference)) declare(node, node.name, 'alias');
      else {
        if (isExported(node) && node.parent === file) exported.add(node.name.text);
        if (isLiteral(reference.expression)) addImport(reference.expression, ['*']);
      }
      return;
    }
    if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument) && isLiteral(node.argument.literal)) {
      addImport(node.argument.literal, namesOfType(node));
    } else if (ts.isCallExpression(node) || ts.isNewExpression(node)) {
      for (const one of filesNamed(node)) addConstant(one, []);
      const isCall = isMember(node.expression, (object) => isRequire(bare(object)), 'call');
      const literal = constantOf(node.arguments?.[isCall ? 1 : 0]);
      if (literal !== undefined && !(literal.text.startsWith('.') && isFromElsewhere(node.expression))) {
        if (isCall || namesModule(node)) addConstant(literal, boundNames(node));
        else if (mentionsModule(node.expression)) addConstant(literal, givenNames(node));
      }
    } else if (ts.isClassDeclaration(node)) declare(node, node.name, 'class');
    else if (ts.isFunctionDeclaration(node)) declare(node, node.name, 'function');
    else if (ts.isInterfaceDeclaration(node)) declare(node, node.name, 'interface');
    else if (ts.isTypeAliasDeclaration(node)) declare(node, node.name, 'type');
    else if (ts.isEnumDeclaration(node)) declare(node, node.name, 'enum');
    else if (ts.isVariableStatement(node)) variables(node);
    else if (ts.isModuleDeclaration(node) && isExported(node) && node.parent === file) exported.add(node.name.text);
    else if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken) assignment(node);
    if (ts.isCallExpression(node)) properties(node);
    else if (ts.isExportAssignment(node) && node.isExportEquals === true) whole(node.expression, node.parent === file);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return { imports, definitions, exports: [...exported], clean: !hasDiagnostics(file) };
}

function isAssignment(node: ts.BinaryExpression): boolean {
  return node.operatorToken.kind === ts.SyntaxKind.EqualsToken;
}

/** `exports`, `module.exports`. */
function isExports(node: ts.Expression): boolean {
  if (ts.isIdentifier(node)) return node.text === 'exports';
  return isMember(node, (object) => ts.isIdentifier(object) && object.text === 'module', 'exports');
}

/** What CommonJS's exports are given by: they themselves, or a member. */
function isExportsTarget(node: ts.Expression): boolean {
  if (isExports(node)) return true;
  return (ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node)) && isExports(node.expression);
}

/** No function or class stands around a node, and no value. */
function runsWithModule(node: ts.Node): boolean {
  for (let at = node; !ts.isSourceFile(at); at = at.parent) {
    if (ts.isFunctionLike(at) || ts.isClassLike(at) || ts.isObjectLiteralExpression(at)) return false;
  }
  return true;
}

function hasDiagnostics(file: ts.SourceFile): boolean {
  const { parseDiagnostics } = file as ts.SourceFile & { readonly parseDiagnostics: readonly ts.Diagnostic[] };
  return parseDiagnostics.length > 0;
}

function isLiteral(node: ts.Node | undefined): node is ts.StringLiteral | ts.NoSubstitutionTemplateLiteral {
  return node !== undefined && ts.isStringLiteralLike(node);
}

interface Constant {
  /** Its first piece. */
  readonly node: ts.Node;
  readonly text: string;
}

function isCast(node: ts.Node): node is ts.AsExpression | ts.SatisfiesExpression | ts.NonNullExpression {
  return ts.isAsExpression(node) || ts.isSatisfiesExpression(node) || ts.isNonNullExpression(node);
}

/** What stands in parentheses and behind casts. */
function bare(node: ts.Expression): ts.Expression {
  return isCast(node) || ts.isParenthesizedExpression(node) || ts.isTypeAssertionExpression(node)
    ? bare(node.expression)
    : node;
}

function hasCast(node: ts.Expression): boolean {
  if (ts.isParenthesizedExpression(node)) return hasCast(node.expression);
  return isCast(node) || ts.isTypeAssertionExpression(node);
}

/** An expression that is one string; summands have no casts. */
function constantOf(node: ts.Expression | undefined): Constant | undefined {
  if (node === undefined) return undefined;
  const inner = bare(node);
  if (isLiteral(inner)) return { node: inner, text: inner.text };
  if (ts.isTaggedTemplateExpression(inner) && inner.tag.getText() === 'String.raw' && isLiteral(inner.template))
    return { node: inner, text: inner.template.rawText ?? '' };
  if (ts.isTemplateExpression(inner)) {
    const pieces = inner.templateSpans.map(({ expression, literal }) => {
      const isPlain = !hasCast(expression) && !ts.isParenthesizedExpression(expression);
      const value = isPlain ? constantOf(expression) : undefined;
      return value && value.text + literal.text;
    });
    return pieces.includes(undefined) ? undefined : { node: inner, text: inner.head.text + pieces.join('') };
  }
  if (!ts.isBinaryExpression(inner) || inner.operatorToken.kind !== ts.SyntaxKind.PlusToken) return undefined;
  const left = hasCast(inner.left) ? undefined : constantOf(inner.left);
  const right = hasCast(inner.right) ? undefined : constantOf(inner.right);
  return left && right && { node: left.node, text: left.text + right.text };
}

function isMember(node: ts.Expression, owner: (object: ts.Expression) => boolean, name: string): boolean {
  const written = ts.isPropertyAccessExpression(node)
    ? node.name.text
    : ts.isElementAccessExpression(node) && isLiteral(node.argumentExpression)
      ? node.argumentExpression.text
      : null;
  return written === name && owner((node as ts.PropertyAccessExpression).expression);
}

/** `createRequire(…)`, `module.createRequire(…)`. */
function createsRequire(node: ts.Node): boolean {
  if (!ts.isCallExpression(node)) return false;
  return isNamed(node.expression, 'createRequire') || isNamed(node.expression, 'make');
}

/** The value of a variable of the file that `createRequire(…)` is, or undefined. */
function createdBy(node: ts.Identifier): ts.CallExpression | undefined {
  let found: ts.CallExpression | undefined;
  const look = (at: ts.Node): void => {
    if (ts.isVariableDeclaration(at) && ts.isIdentifier(at.name) && at.name.text === node.text) {
      const value = at.initializer;
      if (value !== undefined && ts.isCallExpression(value) && createsRequire(value)) found ??= value;
    }
    if (found === undefined) ts.forEachChild(at, look);
  };
  const file = node.getSourceFile();
  if (file.text.includes('createRequire')) look(file);
  return found;
}

/** A `require` that resolves relative names from another place than this file. */
function isFromElsewhere(callee: ts.Expression): boolean {
  const value = ts.isIdentifier(callee) ? createdBy(callee) : undefined;
  return value !== undefined && !/^(?:import\.meta\.|__filename)/.test(value.arguments[0]?.getText() ?? '');
}

/** `require`, `module.require`, `(0, require)`. */
function isRequire(node: ts.Expression): boolean {
  if (ts.isIdentifier(node)) return node.text === 'require' || createdBy(node) !== undefined;
  if (createsRequire(node)) return true;
  if (ts.isBinaryExpression(node))
    return node.operatorToken.kind === ts.SyntaxKind.CommaToken && node.left.getText() === '0' && isRequire(node.right);
  return (
    ts.isPropertyAccessExpression(node) &&
    isMember(node, (object) => ts.isIdentifier(object) && object.text === 'module', 'require')
  );
}

function importedNames(clause: ts.ImportClause | undefined): string[] {
  const names = clause?.name === undefined ? [] : ['default'];
  const bindings = clause?.namedBindings;
  if (bindings === undefined) return names;
  if (ts.isNamespaceImport(bindings)) return [...names, '*'];
  return [...names, ...bindings.elements.map((element) => (element.propertyName ?? element.name).text)];
}

/** What an import type takes of its module; nothing where it says what a call gives that stands for a mocked module. */
function namesOfType(node: ts.ImportTypeNode): string[] {
  if (node.qualifier !== undefined) return [firstName(node.qualifier)];
  const { parent } = node;
  const isMocked = node.isTypeOf && ts.isCallExpression(parent) && GIVES_MOCKED.test(parent.expression.getText());
  if (isMocked) return [];
  const whole = ts.isParenthesizedTypeNode(parent) ? parent : node;
  const index = ts.isIndexedAccessTypeNode(whole.parent) ? whole.parent.indexType : undefined;
  return index !== undefined && ts.isLiteralTypeNode(index) && isLiteral(index.literal) ? [index.literal.text] : ['*'];
}

const GIVES_MOCKED = /(?:Actual|Original|Mock|MockFromModule|\borig\w*|\bactual\w*)$/;

function firstName(name: ts.EntityName): string {
  return ts.isIdentifier(name) ? name.text : firstName(name.left);
}

function leaves(name: ts.BindingName): ts.Identifier[] {
  if (ts.isIdentifier(name)) return [name];
  return name.elements.flatMap((element) => (ts.isBindingElement(element) ? leaves(element.name) : []));
}

const WRAPPER = /(?:^|\.)(?:memo|forwardRef|observer|cache|memoize|once|debounce|throttle|with[A-Z]\w*)$/;

const MAKES_WRAPPER = /(?:^|\.)(?:connect|inject|with[A-Z]\w*)$/;

function kindOfInner(value: ts.Expression | undefined): string {
  const inner = kindOf(value);
  return inner === 'class' || inner === 'function' ? inner : 'variable';
}

/** What a variable is, from its value. */
function kindOf(value: ts.Expression | undefined): string {
  if (value === undefined) return 'variable';
  if (ts.isClassExpression(value)) return 'class';
  if (ts.isArrowFunction(value) || ts.isFunctionExpression(value)) return 'function';
  if (ts.isIdentifier(value) && value.text === 'undefined') return 'variable';
  if (ts.isCallExpression(value)) {
    const { expression } = value;
    const isMade = ts.isCallExpression(expression) && MAKES_WRAPPER.test(expression.expression.getText());
    return isMade || WRAPPER.test(expression.getText()) ? kindOfInner(value.arguments[0]) : 'variable';
  }
  if (ts.isAsExpression(value) || ts.isSatisfiesExpression(value) || ts.isParenthesizedExpression(value))
    return kindOfInner(value.expression);
  return isEntity(value) ? 'alias' : 'variable';
}

function isEntity(node: ts.Expression): boolean {
  if (ts.isIdentifier(node)) return true;
  return (
    ts.isPropertyAccessExpression(node) &&
    node.questionDotToken === undefined &&
    ts.isIdentifier(node.name) &&
    isEntity(node.expression)
  );
}

/** `import('m')`, `import.defer('m')`, `require('m')`. */
function namesModule(node: ts.CallExpression | ts.NewExpression): boolean {
  const callee = node.expression;
  if (callee.kind === ts.SyntaxKind.ImportKeyword) return true;
  if (ts.isMetaProperty(callee)) return callee.keywordToken === ts.SyntaxKind.ImportKeyword;
  return isRequire(bare(callee));
}

/** `require.resolve`, `import.meta.resolve`, `jest.mock`, … */
function mentionsModule(callee: ts.Expression): boolean {
  if (['resolve', 'context'].some((name) => isMember(callee, (object) => isRequire(bare(object)), name))) return true;
  if (isMember(callee, (object) => ts.isMetaProperty(object) && object.name.text === 'meta', 'resolve')) return true;
  if (isMember(callee, (object) => isNamed(object, 'mock'), 'module')) return true;
  return [...MOCK_METHODS].some((name) => isMember(callee, isMocker, name));
}

const GIVING = new Set(['mock', 'doMock', 'setMock', 'unstable_mockModule', 'module']);

/** What a mock gives in place of the names of its module; a star for what is not written out. */
function givenNames({
  expression,
  arguments: [, given] = [] as never,
}: ts.CallExpression | ts.NewExpression): string[] {
  if (!ts.isPropertyAccessExpression(expression) || !GIVING.has(expression.name.text) || given === undefined) return [];
  const object = objectGiven(given);
  if (object === undefined) return ['*'];
  return object.properties.map(({ name }) =>
    name !== undefined && (ts.isIdentifier(name) || ts.isStringLiteral(name)) ? name.text : '*',
  );
}

/** The object that a factory is seen to give back: as its value, or by its only `return`. */
function objectGiven(given: ts.Expression): ts.ObjectLiteralExpression | undefined {
  if (!ts.isArrowFunction(given) && !ts.isFunctionExpression(given)) return undefined;
  const { body } = given;
  let value: ts.Expression | undefined = ts.isBlock(body) ? undefined : body;
  if (ts.isBlock(body)) {
    const returns: ts.ReturnStatement[] = [];
    const visit = (node: ts.Node): void => {
      if (ts.isReturnStatement(node)) returns.push(node);
      ts.forEachChild(node, visit);
    };
    visit(body);
    const [only] = returns;
    value = returns.length === 1 && only?.parent === body ? only.expression : undefined;
  }
  while (value !== undefined && (ts.isParenthesizedExpression(value) || ts.isAsExpression(value)))
    value = value.expression;
  return value !== undefined && ts.isObjectLiteralExpression(value) ? value : undefined;
}

/** `jest`, and what its methods give back. */
function isMocker(object: ts.Expression): boolean {
  if (ts.isIdentifier(object)) return MOCK_OBJECTS.has(object.text);
  if (!ts.isCallExpression(object)) return false;
  const callee = object.expression;
  return (ts.isPropertyAccessExpression(callee) || ts.isElementAccessExpression(callee)) && isMocker(callee.expression);
}

function isMeta(node: ts.Node): boolean {
  return ts.isMetaProperty(node) && node.name.text === 'meta';
}

/** `new URL('./m', import.meta.url)`; the folders of `import.meta.glob('./folder/*.ts')`. */
function filesNamed(node: ts.CallExpression | ts.NewExpression): Constant[] {
  const [first, second] = node.arguments ?? [];
  if (ts.isNewExpression(node)) {
    const address = isNamed(node.expression, 'URL') ? constantOf(first) : undefined;
    if (address === undefined || second === undefined || !isMember(second, isMeta, 'url')) return [];
    if (/^[a-z]+:|(?:^|\/)\.*$/.test(address.text)) return [];
    return [{ ...address, text: /^\.*\//.test(address.text) ? address.text : `./${address.text}` }];
  }
  if (!['glob', 'globEager'].some((name) => isMember(node.expression, isMeta, name)) || first === undefined) return [];
  return (ts.isArrayLiteralExpression(first) ? [...first.elements] : [first]).flatMap((one) => {
    const pattern = constantOf(one);
    const folder = pattern?.text.replace(/(?:^|\/)[^/]*[*{!].*$/s, '') ?? '';
    return pattern === undefined || /^[./]*$/.test(folder) ? [] : [{ ...pattern, text: folder }];
  });
}

function isNamed(node: ts.Expression, name: string): boolean {
  return (
    (ts.isIdentifier(node) && node.text === name) || (ts.isPropertyAccessExpression(node) && node.name.text === name)
  );
}

/** What stands around an expression and changes nothing, compilers' helpers for modules included. */
function wrapped(node: ts.Node): ts.Node {
  const { parent } = node;
  const isHelper =
    ts.isCallExpression(parent) &&
    parent.arguments[0] === node &&
    /(?:^|\.)(?:__importStar|__importDefault|__toESM|_interop\w*(?:\._)?)$/.test(parent.expression.getText());
  return ts.isAwaitExpression(parent) ||
    ts.isParenthesizedExpression(parent) ||
    ts.isAsExpression(parent) ||
    ts.isSatisfiesExpression(parent) ||
    ts.isNonNullExpression(parent) ||
    isHelper
    ? wrapped(parent)
    : node;
}

const EVERYTHING = ['*'];

/** The names that are taken from the module that a call gives; a star where they are not to be seen, or are read by uses. */
function boundNames(call: ts.CallExpression | ts.NewExpression): string[] {
  const isPromise = ts.isCallExpression(call) && !isRequire(bare(call.expression)) && !isRequireCall(call.expression);
  let node = wrapped(call);
  let member = memberOf(node);
  while (isPromise && !isAwaited(node, call) && member !== undefined) {
    const called = member.node.parent;
    if (!ts.isCallExpression(called) || called.expression !== member.node) break;
    if (member.name === 'then') return callbackNames(called.arguments[0]);
    if (member.name !== 'catch' && member.name !== 'finally') break;
    node = wrapped(called);
    member = memberOf(node);
  }
  if (member !== undefined) return [member.name];
  const { parent } = node;
  if (ts.isCallExpression(parent) && parent.arguments[0] === node && mentionsModule(parent.expression))
    return givenNames(parent);
  if (ts.isVariableDeclaration(parent) && parent.initializer === node) {
    if (ts.isIdentifier(parent.name)) return EVERYTHING;
    return ts.isObjectBindingPattern(parent.name) ? patternNames(parent.name) : EVERYTHING;
  }
  if (ts.isBinaryExpression(parent) && parent.right === node && isAssignment(parent)) {
    if (ts.isObjectLiteralExpression(parent.left)) return parent.left.properties.flatMap(keyOf);
  }
  if ((ts.isParameter(parent) || ts.isBindingElement(parent)) && ts.isObjectBindingPattern(parent.name))
    return patternNames(parent.name);
  if (ts.isExpressionStatement(parent) || (ts.isVoidExpression(parent) && ts.isExpressionStatement(parent.parent)))
    return [];
  const list = isPromise && ts.isArrayLiteralExpression(parent) ? parent : undefined;
  return (list && listNames(list, list.elements.indexOf(node as ts.Expression))) ?? EVERYTHING;
}

function isRequireCall(callee: ts.Expression): boolean {
  return isMember(callee, (object) => isRequire(bare(object)), 'call');
}

function isAwaited(node: ts.Node, call: ts.Node): boolean {
  for (let at: ts.Node = call; at !== node; at = at.parent) if (ts.isAwaitExpression(at.parent)) return true;
  return false;
}

function memberOf(node: ts.Node): { readonly name: string; readonly node: ts.Node } | undefined {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent) && parent.expression === node)
    return ts.isIdentifier(parent.name) ? { name: parent.name.text, node: parent } : undefined;
  if (!ts.isElementAccessExpression(parent) || parent.expression !== node) return undefined;
  return isLiteral(parent.argumentExpression) ? { name: parent.argumentExpression.text, node: parent } : undefined;
}

function callbackNames(callback: ts.Expression | undefined): string[] {
  if (callback === undefined || !(ts.isArrowFunction(callback) || ts.isFunctionExpression(callback))) return EVERYTHING;
  const parameter = callback.parameters[0];
  if (parameter === undefined) return [];
  return bindingNames(parameter.name, parameter.dotDotDotToken !== undefined, callback);
}

/** What a parameter takes; nothing where its name is not used. */
function bindingNames(name: ts.BindingName, isRest: boolean, around: ts.Node): string[] {
  if (ts.isObjectBindingPattern(name)) return patternNames(name);
  if (isRest || !ts.isIdentifier(name)) return EVERYTHING;
  let uses = 0;
  const count = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && node.text === name.text) uses++;
    ts.forEachChild(node, count);
  };
  count(around);
  return uses > 1 ? EVERYTHING : [];
}

/** The names that `Promise.all([…])` gives to a pattern for one of its elements. */
function listNames(list: ts.ArrayLiteralExpression, index: number): string[] | undefined {
  const call = list.parent;
  if (!ts.isCallExpression(call) || !isMember(call.expression, (object) => isNamed(object, 'Promise'), 'all')) return;
  const node = wrapped(call);
  const member = memberOf(node);
  const callback =
    member?.name === 'then' && ts.isCallExpression(member.node.parent) ? member.node.parent.arguments[0] : undefined;
  const parent = node.parent;
  const around = callback !== undefined && ts.isFunctionLike(callback) ? callback : undefined;
  const pattern = around?.parameters[0]?.name ?? (ts.isVariableDeclaration(parent) ? parent.name : undefined);
  if (pattern === undefined || !ts.isArrayBindingPattern(pattern)) return undefined;
  const element = pattern.elements[index];
  if (element === undefined || ts.isOmittedExpression(element)) return [];
  if (element.dotDotDotToken !== undefined || ts.isArrayBindingPattern(element.name)) return EVERYTHING;
  if (ts.isObjectBindingPattern(element.name)) return patternNames(element.name);
  return around === undefined ? EVERYTHING : bindingNames(element.name, false, around);
}

function keyOf(property: ts.ObjectLiteralElementLike): string[] {
  if (property.name === undefined) return EVERYTHING;
  return ts.isIdentifier(property.name) || ts.isStringLiteral(property.name) ? [property.name.text] : EVERYTHING;
}

function patternNames(pattern: ts.ObjectBindingPattern): string[] {
  return pattern.elements.flatMap(({ propertyName, name, dotDotDotToken }) => {
    if (dotDotDotToken !== undefined) return EVERYTHING;
    const key = propertyName ?? name;
    return ts.isIdentifier(key) || ts.isStringLiteral(key) ? [key.text] : EVERYTHING;
  });
}
