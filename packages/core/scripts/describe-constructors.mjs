/**
 * Reads the catalog of constructors from their declarations: interfaces, doc comments and the types of options. So an
 * option is declared once, and help pages, tables and forms follow.
 *
 *   node scripts/describe-constructors.mjs     writes dist/catalog.js and dist/catalog.d.ts
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { argv } from "node:process";
import { fileURLToPath } from "node:url";
import ts from "typescript-5.9";

const index = fileURLToPath(new URL("../src/index.ts", import.meta.url));
const output = new URL("../dist/", import.meta.url);

/** The type names that say what a number counts. */
const UNITS = new Map([
  ["Rate", "rate"],
  ["Steps", "steps"],
  ["Share", "share"],
]);

/**
 * @typedef {import("../src/catalog/entry.js").ConstructorEntry} ConstructorEntry
 * @typedef {import("../src/catalog/entry.js").OptionEntry} OptionEntry
 * @typedef {import("../src/catalog/entry.js").ExampleCall} ExampleCall
 * @typedef {import("../src/catalog/entry.js").ExampleValue} ExampleValue
 */

/** @type {ConstructorEntry[] | undefined} */
let described;

/**
 * The entries of all constructors that the root of the package exports, in the order of their names.
 *
 * @returns {ConstructorEntry[]}
 */
export function describeConstructors() {
  described ??= readConstructors();
  return described;
}

/** @returns {ConstructorEntry[]} */
function readConstructors() {
  const program = ts.createProgram([index], {
    module: ts.ModuleKind.NodeNext,
    target: ts.ScriptTarget.ES2022,
    strict: true,
    // The declarations need no types of the language itself, which take most of the time to read.
    noLib: true,
    types: [],
  });
  const checker = program.getTypeChecker();
  const root = checker.getSymbolAtLocation(/** @type {ts.SourceFile} */ (program.getSourceFile(index)));
  const entries = checker
    .getExportsOfModule(/** @type {ts.Symbol} */ (root))
    .map((symbol) => (symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol))
    .flatMap((symbol) => {
      const declaration = symbol.valueDeclaration;
      return declaration !== undefined && isConstructor(declaration)
        ? [describe(checker, symbol, declaration)]
        : [];
    });
  return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/**
 * A constructor takes one object of options and returns a schedule.
 *
 * @param {ts.Declaration} declaration
 * @returns {declaration is ts.FunctionDeclaration}
 */
function isConstructor(declaration) {
  return (
    ts.isFunctionDeclaration(declaration) &&
    declaration.getSourceFile().fileName.includes("/src/constructors/") &&
    declaration.parameters.length === 1 &&
    declaration.type?.getText() === "Schedule"
  );
}

/**
 * @param {ts.TypeChecker} checker
 * @param {ts.Symbol} symbol
 * @param {ts.FunctionDeclaration} declaration
 * @returns {ConstructorEntry}
 */
function describe(checker, symbol, declaration) {
  const name = symbol.getName();
  const [formula = "", text = ""] = documentation(checker, symbol).split(/\n\s*\n/);
  const parameter = /** @type {ts.ParameterDeclaration} */ (declaration.parameters[0]);
  const tags = new Map(
    symbol.getJsDocTags(checker).map((tag) => [tag.name, ts.displayPartsToString(tag.text)]),
  );
  /** @param {string} tag */
  const tagged = (tag) => {
    const found = tags.get(tag);
    if (!found) throw new Error(`${name} has no @${tag} in its doc comment`);
    return unwrapped(found);
  };
  return {
    name,
    formula: unwrapped(formula),
    summary: unwrapped(firstSentence(text)),
    whenToUse: tagged("whenToUse"),
    whenNotTo: tagged("whenNotTo"),
    options: describeOptions(checker, checker.getTypeAtLocation(parameter)),
    example: readCall(name, tags.get("example") ?? ""),
  };
}

/**
 * The options of all forms of a type; one is required if every form requires it.
 *
 * @param {ts.TypeChecker} checker
 * @param {ts.Type} type
 */
function describeOptions(checker, type) {
  const forms = type.isUnion() ? type.types : [type];
  /** @type {Map<string, OptionEntry>} */
  const found = new Map();
  for (const form of forms) {
    for (const property of checker.getPropertiesOfType(form)) {
      const name = property.getName();
      if (found.has(name)) continue;
      const isRequired = forms.every((each) => {
        const same = each.getProperty(name);
        return same !== undefined && !(same.flags & ts.SymbolFlags.Optional);
      });
      const declaration = /** @type {ts.PropertySignature} */ (property.valueDeclaration);
      found.set(name, {
        ...kindOf(checker, declaration),
        description: unwrapped(documentation(checker, property)),
        isRequired,
      });
    }
  }
  const all = [...found];
  return Object.fromEntries([
    ...all.filter(([, { isRequired }]) => isRequired),
    ...all.filter(([, { isRequired }]) => !isRequired),
  ]);
}

/**
 * What a declared type is on a command line or in a form.
 *
 * @param {ts.TypeChecker} checker
 * @param {ts.PropertySignature} declaration
 * @returns {Pick<OptionEntry, "kind" | "unit" | "choices">}
 */
function kindOf(checker, declaration) {
  const written = declaration.type?.getText() ?? "";
  const element = /^readonly (\w+)\[\]$/.exec(written)?.[1];
  /** @param {OptionEntry["kind"]} kind */
  const bare = (kind) => ({ kind, unit: null, choices: [] });
  if (written === "boolean") return bare("flag");
  if (written === "Schedule | number" || written === "Schedule") return bare("schedule");
  if (written === "readonly (Schedule | number)[]") return bare("schedules");
  if (/^readonly \(readonly \[/.test(written)) return bare("points");
  if (element === "string") return bare("words");
  const unit = unitOf(element ?? written);
  if (unit !== null) return { kind: element === undefined ? "number" : "numbers", unit, choices: [] };
  const choices = literalsOf(checker, declaration);
  if (choices.length > 0) return { kind: "choice", unit: null, choices };
  throw new Error(`${declaration.getText()} has a type that the catalog does not know`);
}

/**
 * @param {string} written
 * @returns {OptionEntry["unit"]}
 */
function unitOf(written) {
  if (written === "number") return "number";
  return /** @type {OptionEntry["unit"]} */ (UNITS.get(written) ?? null);
}

/**
 * The literals of a union, in the order in which the source writes them.
 *
 * @param {ts.TypeChecker} checker
 * @param {ts.PropertySignature} declaration
 */
function literalsOf(checker, declaration) {
  const written = declaration.type;
  if (written === undefined) return [];
  const alias = ts.isTypeReferenceNode(written) && checker.getSymbolAtLocation(written.typeName);
  const target = alias ? aliasedUnion(checker, alias) : written;
  if (target === undefined || !ts.isUnionTypeNode(target)) return [];
  /** @type {(part: ts.TypeNode) => (string | number)[]} */
  const literalOf = (part) => {
    if (!ts.isLiteralTypeNode(part)) return [];
    if (ts.isStringLiteral(part.literal)) return [part.literal.text];
    return ts.isNumericLiteral(part.literal) ? [Number(part.literal.text)] : [];
  };
  return target.types.flatMap(literalOf);
}

/**
 * The type that an alias stands for, as the source writes it.
 *
 * @param {ts.TypeChecker} checker
 * @param {ts.Symbol} symbol
 */
function aliasedUnion(checker, symbol) {
  const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  const declaration = target.declarations?.find(ts.isTypeAliasDeclaration);
  return declaration?.type;
}

/**
 * @param {ts.TypeChecker} checker
 * @param {ts.Symbol} symbol
 */
function documentation(checker, symbol) {
  return ts.displayPartsToString(symbol.getDocumentationComment(checker));
}

/**
 * Doc comments on one line; names keep their marks of code.
 *
 * @param {string} text
 */
function unwrapped(text) {
  return text.replace(/\s+/g, " ").trim();
}

/**
 * A line for lists: the text up to its first stop, colon or semicolon.
 *
 * @param {string} text
 */
function firstSentence(text) {
  return /^[\s\S]*?(?=[.;:](\s|$))/.exec(text)?.[0] ?? text;
}

/**
 * The call of an example, as data.
 *
 * @param {string} name
 * @param {string} code
 * @returns {ExampleCall}
 */
function readCall(name, code) {
  const source = ts.createSourceFile("example.ts", code, ts.ScriptTarget.ES2022, true);
  const [statement] = source.statements;
  const expression = statement && ts.isExpressionStatement(statement) ? statement.expression : undefined;
  const call = expression && readValue(expression);
  if (typeof call === "object" && "name" in call && call.name === name) return call;
  throw new Error(`${name} needs one call of itself as its @example`);
}

/**
 * @param {ts.Expression} node
 * @returns {ExampleValue}
 */
function readValue(node) {
  if (ts.isCallExpression(node)) {
    const [options] = node.arguments;
    if (options === undefined || !ts.isObjectLiteralExpression(options)) throw notReadable(node);
    const entries = options.properties.map((property) => {
      if (!ts.isPropertyAssignment(property)) throw notReadable(property);
      return [property.name.getText(), readValue(property.initializer)];
    });
    return { name: node.expression.getText(), options: Object.fromEntries(entries) };
  }
  if (ts.isArrayLiteralExpression(node)) return node.elements.map(readValue);
  if (ts.isStringLiteral(node)) return node.text;
  if (node.kind === ts.SyntaxKind.TrueKeyword) return true;
  if (node.kind === ts.SyntaxKind.FalseKeyword) return false;
  if (/^-?[\d.]/.test(node.getText())) return node.getText().replaceAll("_", "");
  throw notReadable(node);
}

/** @param {ts.Node} node */
function notReadable(node) {
  return new Error(`an example may hold calls, arrays, strings and numbers; got ${node.getText()}`);
}

/** The catalog as a module: what `@anneal/core/catalog` is. */
export function catalogModule() {
  return `export const constructors = ${JSON.stringify(describeConstructors(), null, 1)};\n`;
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  mkdirSync(output, { recursive: true });
  writeFileSync(new URL("catalog.js", output), catalogModule());
  writeFileSync(
    new URL("catalog.d.ts", output),
    [
      'import type { ConstructorEntry } from "./catalog/entry.js";',
      'export type { ConstructorEntry, ExampleCall, ExampleValue, OptionEntry, OptionKind } from "./catalog/entry.js";',
      "/** Every constructor of the package, by the order of the names. */",
      "export declare const constructors: readonly ConstructorEntry[];",
      "",
    ].join("\n"),
  );
}
