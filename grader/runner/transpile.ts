import ts from "typescript";

export type Transpiled = {
  readonly code: string;
  /** Syntax errors as `line:column - message`; a cell with any does not run. */
  readonly errors: readonly string[];
};

/** A cell's TypeScript as a CommonJS body that exports what it declares at the top, as tslab makes it. */
export function transpileCell(source: string): Transpiled {
  const file = ts.createSourceFile("cell.ts", source, ts.ScriptTarget.ES2022);
  const { outputText, diagnostics = [] } = ts.transpileModule(
    `${source}\nexport { ${declaredNames(file).join(", ")} };`,
    {
      fileName: "cell.ts",
      reportDiagnostics: true,
      compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022, esModuleInterop: true },
    },
  );
  return { code: outputText, errors: [...diagnostics.filter(isSyntaxError).map(describe), ...importsLeft(file)] };
}

/** Names with a value that a cell declares at the top; types vanish. */
export function declaredNames(file: ts.SourceFile): string[] {
  return [...new Set(file.statements.flatMap(namesOf))];
}

/** As `line:column - message`. */
export function describe({ file, start = 0, messageText }: ts.Diagnostic): string {
  const { line, character } = file?.getLineAndCharacterOfPosition(start) ?? { line: 0, character: 0 };
  return `${line + 1}:${character + 1} - ${ts.flattenDiagnosticMessageText(messageText, "\n")}`;
}

function isSyntaxError({ category, code }: ts.Diagnostic): boolean {
  return category === ts.DiagnosticCategory.Error && code < 2000; // 1000 to 1999: the parser's
}

/** `import.meta` and `import.defer(…)` are the forms of `import` that TypeScript leaves for Node to answer. */
function importsLeft(file: ts.SourceFile): string[] {
  const found: string[] = [];
  const look = (node: ts.Node): void => {
    if (ts.isMetaProperty(node) && node.keywordToken === ts.SyntaxKind.ImportKeyword) {
      const { line, character } = file.getLineAndCharacterOfPosition(node.getStart(file));
      found.push(`${line + 1}:${character + 1} - \`import.${node.name.text}\` cannot be used where it is graded`);
    }
    ts.forEachChild(node, look);
  };
  look(file);
  return found;
}

function namesOf(statement: ts.Statement): string[] {
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.flatMap(({ name }) => bound(name));
  if (ts.isImportDeclaration(statement)) return imported(statement.importClause);
  const isNamed =
    ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement) || ts.isEnumDeclaration(statement);
  return isNamed && statement.name ? [statement.name.text] : [];
}

function bound(name: ts.BindingName): string[] {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((element) => (ts.isOmittedExpression(element) ? [] : bound(element.name)));
}

function imported(clause: ts.ImportClause | undefined): string[] {
  if (!clause || clause.isTypeOnly) return [];
  const names = clause.name ? [clause.name.text] : [];
  const { namedBindings } = clause;
  if (!namedBindings) return names;
  if (ts.isNamespaceImport(namedBindings)) return [...names, namedBindings.name.text];
  const values = namedBindings.elements.filter(({ isTypeOnly }) => !isTypeOnly);
  return [...names, ...values.map(({ name }) => name.text)];
}
