/** JSON, with comments and trailing commas, which several engines allow. */
import { findNodeAtLocation, type Node, type ParseError, parseTree, printParseErrorCode } from "jsonc-parser";
import { ImportError } from "../import-error.js";
import { type ConfigDocument, emptySection, isSection } from "./document.js";
import { nestedTooDeep } from "./limits.js";

const DEEPEST = 100;

export function readJson(text: string, file: string | undefined): ConfigDocument {
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors, { allowTrailingComma: true });
  const [error] = errors;
  if (error !== undefined || tree === undefined) {
    const line = lineAt(text, error?.offset ?? 0);
    const reason = error === undefined ? "it is empty" : printParseErrorCode(error.error);
    throw new ImportError("syntax", `this is not JSON: ${reason}`, { file, line });
  }
  const root = toValue(tree, file, 0);
  if (!isSection(root)) throw new ImportError("syntax", "the file must hold a JSON object", { file });
  return {
    format: "json",
    root,
    calls: [],
    lineOf(path) {
      const node = findNodeAtLocation(tree, [...path]);
      return node === undefined ? null : lineAt(text, node.offset);
    },
  };
}

function toValue(node: Node, file: string | undefined, depth: number): unknown {
  if (depth > DEEPEST) throw nestedTooDeep(file);
  const children = node.children ?? [];
  if (node.type === "array") return children.map((child) => toValue(child, file, depth + 1));
  if (node.type !== "object") return node.value;
  const section = emptySection();
  for (const { children: pair = [] } of children) {
    const [key, value] = pair;
    if (key !== undefined && value !== undefined)
      section[String(key.value)] = toValue(value, file, depth + 1);
  }
  return section;
}

function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let i = text.indexOf("\n"); i !== -1 && i < offset; i = text.indexOf("\n", i + 1)) line++;
  return line;
}
