/**
 * What the TypeScript compiler's parser says of a file's imports, and of everything else in it: the judge of rewrites. It
 * shares no code with them.
 *
 * Of the statements that import, re-export or declare what a module gives, each binding is one record, wherever its statement
 * stands and whatever it shares it with; all other nodes are listed in their order, with the text of those that have no
 * children.
 */
import ts from 'typescript';

/** One binding, and where the literal of its module begins. */
export interface Binding {
  readonly at: number;
  readonly form: string;
  readonly name: string;
  readonly local: string;
  readonly module: string;
  readonly typeOnly: boolean;
  /** What else is said of its statement: attributes, modifiers, the keyword of a declaration. */
  readonly manner: string;
}

export interface Judged {
  readonly bindings: readonly Binding[];
  readonly rest: readonly string[];
  readonly clean: boolean;
}

/** Reads a text as the file's name says. */
export function judge(path: string, text: string): Judged {
  const file = parse(path, text);
  const bindings: Binding[] = [];
  const rest: string[] = [];
  const visit = (node: ts.Node): void => {
    const found = bindingsOf(node, file);
    if (found !== null) bindings.push(...found);
    else if (ts.isVariableStatement(node)) readVariables(node);
    else if (ts.isBindingElement(node)) readElement(node);
    else {
      const children: ts.Node[] = [];
      ts.forEachChild(node, (child) => {
        children.push(child);
      });
      rest.push(children.length > 0 ? ts.SyntaxKind[node.kind] : `${ts.SyntaxKind[node.kind]} ${textOf(node, file)}`);
      children.forEach(visit);
    }
  };
  const readVariables = (statement: ts.VariableStatement): void => {
    const manner = mannerOf(statement, file);
    for (const declaration of statement.declarationList.declarations) {
      const taken = takenBy(declaration, manner, file);
      if (taken !== null) bindings.push(...taken);
      else {
        rest.push(`declaration ${manner}`);
        visit(declaration);
      }
    }
  };
  /** `{ a }` is `{ a: a }`. */
  const readElement = ({ name, propertyName, initializer, dotDotDotToken }: ts.BindingElement): void => {
    rest.push(`element ${dotDotDotToken === undefined ? '' : '...'}`);
    const key = propertyName ?? (ts.isIdentifier(name) ? name : undefined);
    if (key !== undefined && dotDotDotToken === undefined)
      rest.push(`key ${ts.isIdentifier(key) || ts.isStringLiteral(key) ? key.text : key.getText(file)}`);
    visit(name);
    if (initializer !== undefined) visit(initializer);
  };
  visit(file);
  return { bindings, rest, clean: !hasDiagnostics(file) };
}

function parse(path: string, text: string): ts.SourceFile {
  const kind = /\.tsx$/.test(path) ? ts.ScriptKind.TSX : /\.[mc]?ts$/.test(path) ? ts.ScriptKind.TS : ts.ScriptKind.JSX;
  const options = { languageVersion: ts.ScriptTarget.Latest, jsDocParsingMode: ts.JSDocParsingMode.ParseNone };
  return ts.createSourceFile(path, text, options, true, kind);
}

function hasDiagnostics(file: ts.SourceFile): boolean {
  const { parseDiagnostics } = file as ts.SourceFile & { readonly parseDiagnostics: readonly ts.Diagnostic[] };
  return parseDiagnostics.length > 0;
}

/** As it is written; of strings their value, so that quotes do not count. */
function textOf(node: ts.Node, file: ts.SourceFile): string {
  return ts.isStringLiteral(node) ? JSON.stringify(node.text) : node.getText(file);
}

/** The bindings of a statement that imports or re-exports; null for another node. */
function bindingsOf(node: ts.Node, file: ts.SourceFile): Binding[] | null {
  if (ts.isImportDeclaration(node)) return importedBy(node, file);
  if (ts.isExportDeclaration(node) && node.moduleSpecifier !== undefined)
    return exportedBy(node, node.moduleSpecifier, file);
  if (!ts.isImportEqualsDeclaration(node) || !ts.isExternalModuleReference(node.moduleReference)) return null;
  const specifier = node.moduleReference.expression;
  const manner = node.modifiers?.map((one) => one.getText(file)).join(' ') ?? '';
  const { isTypeOnly: typeOnly } = node;
  return [{ ...place(specifier, file), form: 'equals', name: '*', local: node.name.text, typeOnly, manner }];
}

function place(specifier: ts.Expression, file: ts.SourceFile): Pick<Binding, 'at' | 'module'> {
  return {
    at: specifier.getStart(file),
    module: ts.isStringLiteralLike(specifier) ? specifier.text : specifier.getText(file),
  };
}

function importedBy(node: ts.ImportDeclaration, file: ts.SourceFile): Binding[] {
  const clause = node.importClause;
  const where = place(node.moduleSpecifier, file);
  const phase = clause?.phaseModifier;
  const isDeferred = phase === ts.SyntaxKind.DeferKeyword;
  const manner = `${isDeferred ? 'defer' : ''} ${attributesOf(node, file)}`;
  const isType = phase === ts.SyntaxKind.TypeKeyword;
  const one = (name: string, local: string, typeOnly = isType): Binding => {
    return { ...where, form: 'import', name, local, typeOnly, manner };
  };
  const found: Binding[] = [];
  if (clause?.name !== undefined) found.push(one('default', clause.name.text));
  const names = clause?.namedBindings;
  if (names !== undefined && ts.isNamespaceImport(names)) found.push(one('*', names.name.text));
  if (names !== undefined && ts.isNamedImports(names))
    for (const { propertyName, name, isTypeOnly } of names.elements)
      found.push(one((propertyName ?? name).text, name.text, isType || isTypeOnly));
  return found.length > 0 ? found : [one('-', '')];
}

/** The attributes of a statement, without blanks and comments. */
function attributesOf({ attributes }: ts.ImportDeclaration | ts.ExportDeclaration, file: ts.SourceFile): string {
  const all = attributes?.elements.map(({ name, value }) => `${name.getText(file)}: ${value.getText(file)}`);
  return all?.join() ?? '';
}

function exportedBy(node: ts.ExportDeclaration, specifier: ts.Expression, file: ts.SourceFile): Binding[] {
  const where = place(specifier, file);
  const manner = attributesOf(node, file);
  const one = (name: string, local: string, typeOnly = node.isTypeOnly): Binding => {
    return { ...where, form: 'export', name, local, typeOnly, manner };
  };
  const clause = node.exportClause;
  if (clause === undefined) return [one('*', '')];
  if (ts.isNamespaceExport(clause)) return [one('*', clause.name.text)];
  if (clause.elements.length === 0) return [one('-', '')];
  return clause.elements.map(({ propertyName, name, isTypeOnly }) =>
    one((propertyName ?? name).text, name.text, node.isTypeOnly || isTypeOnly),
  );
}

function mannerOf({ modifiers, declarationList }: ts.VariableStatement, file: ts.SourceFile): string {
  const words = [...(modifiers ?? []).map((one) => one.getText(file))];
  const { flags } = declarationList;
  const keyword = flags & ts.NodeFlags.Const ? 'const' : flags & ts.NodeFlags.Let ? 'let' : 'var';
  return [...words, keyword].join(' ');
}

/** What a declaration takes of `require('m')` or `await import('m')`; null where its value is something else. */
function takenBy(declaration: ts.VariableDeclaration, keyword: string, file: ts.SourceFile): Binding[] | null {
  const { name, type, initializer } = declaration;
  const call = initializer === undefined ? undefined : calledModule(initializer);
  if (call === undefined || type !== undefined || ts.isArrayBindingPattern(name)) return null;
  const { specifier, form, member } = call;
  const one = (imported: string, local: string): Binding => {
    return { ...place(specifier, file), form, name: imported, local, typeOnly: false, manner: keyword };
  };
  if (ts.isIdentifier(name)) return [one(member ?? '*', name.text)];
  if (member !== undefined || name.elements.length === 0) return null;
  if (name.elements.some(({ dotDotDotToken }) => dotDotDotToken !== undefined)) return null;
  return name.elements.map(({ propertyName, name: target, initializer: value }) => {
    const key = propertyName ?? target;
    const imported = ts.isIdentifier(key) || ts.isStringLiteral(key) ? key.text : key.getText(file);
    return one(imported, target.getText(file) + (value === undefined ? '' : ` = ${value.getText(file)}`));
  });
}

interface Called {
  readonly specifier: ts.Expression;
  readonly form: string;
  readonly member?: string;
}

function calledModule(value: ts.Expression): Called | undefined {
  if (ts.isPropertyAccessExpression(value) && ts.isIdentifier(value.name)) {
    const inner = ts.isParenthesizedExpression(value.expression) ? value.expression.expression : value.expression;
    const call = calledModule(inner);
    return call?.member === undefined && call !== undefined ? { ...call, member: value.name.text } : undefined;
  }
  const isAwaited = ts.isAwaitExpression(value);
  const call = isAwaited ? value.expression : value;
  if (!ts.isCallExpression(call) || call.arguments.length !== 1) return undefined;
  const [specifier] = call.arguments;
  const isImport = call.expression.kind === ts.SyntaxKind.ImportKeyword;
  const isRequire = ts.isIdentifier(call.expression) && call.expression.text === 'require';
  if (specifier === undefined || !ts.isStringLiteralLike(specifier) || isAwaited !== isImport) return undefined;
  return isImport || isRequire ? { specifier, form: isImport ? 'import()' : 'require' } : undefined;
}

/** All comments of a piece of code that holds no regular expressions, sorted. */
export function commentsIn(text: string): readonly string[] {
  const scanner = ts.createScanner(ts.ScriptTarget.Latest, false, ts.LanguageVariant.Standard, text);
  const found: string[] = [];
  for (let kind = scanner.scan(); kind !== ts.SyntaxKind.EndOfFileToken; kind = scanner.scan())
    if (kind === ts.SyntaxKind.SingleLineCommentTrivia || kind === ts.SyntaxKind.MultiLineCommentTrivia)
      found.push(scanner.getTokenText());
  return found.sort();
}
