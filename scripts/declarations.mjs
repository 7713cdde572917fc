/**
 * One file of declarations for what a module exports, out of the sources, so that nothing can differ. What the exports
 * name must be exported too: a consumer sees no internal type, and needs no package for any.
 */

import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import ts from 'typescript';

/** @type {import('typescript').CompilerOptions} */
const OPTIONS = { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.NodeNext, strict: true };

/**
 * @typedef {{ path: string, name: string }} Origin
 * @typedef {{ declared: Map<string, import('typescript').DeclarationStatement>, imported: Map<string, Origin>,
 *   exported: Map<string, Origin>, text: string }} Declarations
 */

/**
 * The text of a source file without what only the type checker can declare: types of the members of a constant list are
 * written out, and constants without a stated type are left out. (Whoever names one of those is refused below.)
 *
 * @param {string} path @returns {string}
 */
function declarable(path) {
  const text = readFileSync(path, 'utf8');
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true);
  /** @type {Map<string, string[]>} */
  const lists = new Map();
  /** @type {[start: number, end: number, by: string][]} */
  const edits = [];
  for (const statement of source.statements) {
    if (ts.isVariableStatement(statement)) {
      for (const { name, initializer } of statement.declarationList.declarations) {
        const list = initializer && ts.isAsExpression(initializer) ? initializer.expression : null;
        if (list !== null && ts.isArrayLiteralExpression(list)) lists.set(name.getText(), membersOf(list, lists));
      }
      if (statement.declarationList.declarations.some(({ type }) => type === undefined))
        edits.push([statement.getStart(), statement.end, '']);
    } else if (ts.isTypeAliasDeclaration(statement)) {
      const [, list = ''] = /^\(typeof (\w+)\)\[number\]$/.exec(statement.type.getText()) ?? [];
      const members = lists.get(list);
      if (members !== undefined)
        edits.push([statement.type.getStart(), statement.type.end, members.map((one) => `'${one}'`).join(' | ')]);
    }
  }
  return edits.reduceRight((rest, [start, end, by]) => rest.slice(0, start) + by + rest.slice(end), text);
}

/** Texts of a list, and of the lists that it takes in. */
function membersOf(list, known) {
  return list.elements.flatMap((one) =>
    ts.isSpreadElement(one) ? (known.get(one.expression.getText()) ?? []) : ts.isStringLiteral(one) ? [one.text] : [],
  );
}

/**
 * What one source file declares, imports and exports, by name.
 *
 * @param {string} path @returns {Declarations}
 */
function readDeclarations(path) {
  const { outputText: text, diagnostics = [] } = ts.transpileDeclaration(declarable(path), {
    fileName: path,
    compilerOptions: OPTIONS,
    reportDiagnostics: true,
  });
  const [wrong] = diagnostics;
  if (wrong !== undefined) throw new Error(`${path}: ${ts.flattenDiagnosticMessageText(wrong.messageText, '\n')}`);
  const read = { declared: new Map(), imported: new Map(), exported: new Map(), text };
  const from = (specifier, name) => ({
    path: specifier.text.startsWith('.') ? join(dirname(path), specifier.text) : specifier.text,
    name,
  });
  for (const statement of ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true).statements) {
    if (ts.isImportDeclaration(statement)) {
      const bindings = statement.importClause?.namedBindings;
      for (const { name, propertyName } of bindings && ts.isNamedImports(bindings) ? bindings.elements : [])
        read.imported.set(name.text, from(statement.moduleSpecifier, (propertyName ?? name).text));
    } else if (ts.isExportDeclaration(statement)) {
      const { exportClause, moduleSpecifier } = statement;
      for (const { name, propertyName } of exportClause && ts.isNamedExports(exportClause) ? exportClause.elements : [])
        read.exported.set(
          name.text,
          from(moduleSpecifier ?? { text: `./${basename(path)}` }, (propertyName ?? name).text),
        );
    } else {
      const names = ts.isVariableStatement(statement)
        ? statement.declarationList.declarations.map(({ name }) => name.getText())
        : [statement.name?.text];
      for (const name of names) {
        read.declared.set(name, statement);
        if (ts.getCombinedModifierFlags(statement) & ts.ModifierFlags.Export) read.exported.set(name, { path, name });
      }
    }
  }
  return read;
}

/**
 * @param {string} entry path of the module
 * @returns {{ declarations: string, values: string[] }} the file, and which exports exist at run time
 */
export function declarationsOf(entry) {
  /** @type {Map<string, Declarations>} */
  const files = new Map();
  const fileAt = (path) => {
    const read = files.get(path) ?? readDeclarations(path);
    files.set(path, read);
    return read;
  };
  /** Where a name that a file uses is declared; null for a global. */
  const origin = ({ path, name }) => {
    if (!path.endsWith('.ts')) return { path, name };
    const { declared, imported, exported } = fileAt(path);
    if (declared.has(name)) return { path, name };
    const next = imported.get(name) ?? exported.get(name);
    return next === undefined ? null : origin(next);
  };

  const found = new Map([...fileAt(entry).exported].map(([name, start]) => [name, origin(start)]));
  const known = new Set([...found.values()].map(({ path, name }) => `${path}#${name}`));
  const parts = [];
  const values = [];
  for (const [exportedAs, { path, name }] of found) {
    const read = files.get(path);
    const statement = read?.declared.get(name);
    if (read === undefined || statement === undefined || exportedAs !== name)
      throw new Error(`${exportedAs} comes from ${path}#${name}`);
    const visit = (node) => {
      const used = ts.isTypeReferenceNode(node)
        ? node.typeName
        : ts.isTypeQueryNode(node)
          ? node.exprName
          : node.expression;
      if (
        (ts.isTypeReferenceNode(node) || ts.isTypeQueryNode(node) || ts.isExpressionWithTypeArguments(node)) &&
        used
      ) {
        const from = origin({ path, name: used.getText() });
        if (from !== null && !known.has(`${from.path}#${from.name}`))
          throw new Error(`${name} names ${from.name} of ${from.path}, which ${entry} does not export`);
      }
      ts.forEachChild(node, visit);
    };
    visit(statement);
    const comment = ts.getLeadingCommentRanges(read.text, statement.pos)?.at(-1);
    parts.push(read.text.slice(comment?.pos ?? statement.getStart(), statement.end));
    if (!ts.isInterfaceDeclaration(statement) && !ts.isTypeAliasDeclaration(statement)) values.push(name);
  }
  return { declarations: `${parts.join('\n\n')}\n`, values };
}
