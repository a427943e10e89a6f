import { readFileSync } from 'node:fs';
import ts from 'typescript';

export interface ImportStatement {
  specifier: string;
  line: number;
  /** The statement disappears from the output: types only. */
  typeOnly: boolean;
  /** `import('…')`: loaded when it is reached, not with the file. */
  lazy: boolean;
}

export interface SourceFile {
  /** Relative to the workspace, with forward slashes. */
  path: string;
  isTest: boolean;
  lines: number;
  imports: ImportStatement[];
  /** Lines that read `process.env`. */
  environmentReads: number[];
}

export function readSourceFile(absolutePath: string, path: string): SourceFile {
  const text = readFileSync(absolutePath, 'utf8');
  const tree = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const imports: ImportStatement[] = [];
  const environmentReads: number[] = [];
  const lineOf = (node: ts.Node): number => tree.getLineAndCharacterOfPosition(node.getStart(tree)).line + 1;

  const visit = (node: ts.Node): void => {
    const specifier = specifierOf(node);
    if (specifier !== undefined) {
      imports.push({ specifier, line: lineOf(node), typeOnly: isTypeOnly(node), lazy: ts.isCallExpression(node) });
    }
    if (isEnvironmentRead(node)) environmentReads.push(lineOf(node));
    ts.forEachChild(node, visit);
  };
  visit(tree);

  return {
    path,
    isTest: path.endsWith('.test.ts') || path.split('/').includes('test'),
    lines: text.split('\n').length - (text.endsWith('\n') ? 1 : 0),
    imports,
    environmentReads,
  };
}

function specifierOf(node: ts.Node): string | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return literal(node.moduleSpecifier);
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) return literal(node.argument.literal);
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
    return literal(node.arguments[0]);
  return undefined;
}

const literal = (node: ts.Node | undefined): string | undefined =>
  node && ts.isStringLiteralLike(node) ? node.text : undefined;

function isTypeOnly(node: ts.Node): boolean {
  if (ts.isImportTypeNode(node)) return true;
  if (ts.isExportDeclaration(node)) return node.isTypeOnly;
  return ts.isImportDeclaration(node) && node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword;
}

/** `process.env` however it is written: the member, an element access, a destructuring, or `import { env }`. */
function isEnvironmentRead(node: ts.Node): boolean {
  if (ts.isPropertyAccessExpression(node)) return isProcess(node.expression) && node.name.text === 'env';
  if (ts.isElementAccessExpression(node))
    return isProcess(node.expression) && literal(node.argumentExpression) === 'env';
  if (ts.isVariableDeclaration(node) && node.initializer && isProcess(node.initializer)) {
    return ts.isObjectBindingPattern(node.name) && node.name.elements.some((element) => bindsEnv(element));
  }
  if (ts.isImportSpecifier(node)) {
    const from = literal(node.parent.parent.parent.moduleSpecifier);
    return (from === 'node:process' || from === 'process') && (node.propertyName ?? node.name).text === 'env';
  }
  return false;
}

function bindsEnv(element: ts.BindingElement): boolean {
  const name = element.propertyName ?? element.name;
  return ts.isIdentifier(name) && name.text === 'env';
}

function isProcess(node: ts.Expression): boolean {
  if (ts.isIdentifier(node)) return node.text === 'process';
  return (
    ts.isPropertyAccessExpression(node) && node.name.text === 'process' && node.expression.getText() === 'globalThis'
  );
}
