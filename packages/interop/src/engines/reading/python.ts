/** Python: assignments of literals, and calls with keyword arguments. The text is parsed, never run. */
import type { SyntaxNode, Tree } from "@lezer/common";
import { ImportError } from "../import-error.js";
import { type Call, type ConfigDocument, emptySection, innerSection, Unresolved } from "./document.js";
import { nestedTooDeep } from "./limits.js";
import { PythonValues } from "./python-values.js";

const DEEPEST = 200;

/** @param variables Known Python names, from the caller. */
export async function readPython(
  text: string,
  file: string | undefined,
  variables: ReadonlyMap<string, string>,
): Promise<ConfigDocument> {
  const { parser } = await import("@lezer/python");
  const tree = parser.parse(text);
  const reader = new PythonReader(text, file, variables);
  reader.read(tree);
  return {
    format: "python",
    root: reader.root,
    calls: reader.calls,
    lineOf: (path) => reader.lines.get(path.join(".")) ?? null,
  };
}

class PythonReader {
  readonly root = emptySection();
  readonly calls: Call[] = [];
  readonly lines = new Map<string, number>();
  readonly #values: PythonValues;
  /** The function to read, of several that each make a configuration; null: all. */
  readonly #chosen: string | null;
  /** The function in which each attribute was assigned: `cfg.train.train_iters`. */
  readonly #origins = new Map<string, string | null>();

  constructor(
    readonly text: string,
    readonly file: string | undefined,
    variables: ReadonlyMap<string, string>,
  ) {
    this.#values = new PythonValues(text, this.root, variables, (call) => this.calls.push(call));
    const config = variables.get("config");
    this.#chosen = config !== undefined && text.includes(`def ${config}(`) ? config : null;
  }

  read(tree: Tree): void {
    let broken = 0;
    tree.iterate({
      enter: (node) => {
        if (node.type.isError) broken++;
      },
    });
    this.#block(tree.topNode, null, 0);
    if (broken > 0 && this.calls.length === 0 && Object.keys(this.root).length === 0) {
      throw new ImportError("syntax", "this is not Python", { file: this.file });
    }
  }

  #block(block: SyntaxNode, within: string | null, depth: number): void {
    if (depth > DEEPEST) throw nestedTooDeep(this.file);
    for (let child = block.firstChild; child !== null; child = child.nextSibling) {
      this.#statement(child, within, depth);
    }
  }

  #statement(node: SyntaxNode, within: string | null, depth: number): void {
    switch (node.name) {
      case "AssignStatement":
        this.#assign(node, within);
        break;
      case "FunctionDefinition":
      case "ClassDefinition": {
        const name = node.getChild("VariableName");
        const body = node.getChild("Body");
        const isOther =
          node.name === "FunctionDefinition" && name !== null && this.#isOther(this.#slice(name));
        if (body !== null && !isOther)
          this.#block(body, name === null ? within : this.#slice(name), depth + 1);
        break;
      }
      case "DecoratedStatement":
        this.#block(node, within, depth + 1);
        break;
      case "UpdateStatement": {
        const target = node.firstChild;
        if (target !== null)
          this.#store(target, new Unresolved(this.#slice(target), this.#slice(node)), within);
        break;
      }
      // The same for conditions and loops: their assignments are uncertain, so only calls are collected.
      default:
        this.#values.collectCalls(node, within);
    }
  }

  /** `a = 1`, `a: int = 1`, `config.lr = 1`, `config["lr"] = 1`; `a, b = 1, 2` is not evaluated. */
  #assign(node: SyntaxNode, within: string | null): void {
    const target = node.firstChild;
    const value = node.lastChild;
    if (target === null || value === null || target === value) return;
    this.#values.collectCalls(value, within);
    if (node.getChildren("AssignOp").length !== 1 || node.getChild(",") !== null) return;
    const held = this.#values.of(value, within);
    const isNamed = held instanceof Unresolved && target.name === "VariableName";
    this.#store(target, isNamed ? new Unresolved(this.#slice(target), held.text) : held, within);
  }

  #isOther(name: string): boolean {
    return this.#chosen !== null && name !== this.#chosen;
  }

  #store(target: SyntaxNode, value: unknown, within: string | null): void {
    const path = this.#values.path(target);
    const last = path?.pop();
    if (path == null || last === undefined) return;
    const section = innerSection(this.root, path);
    const key = [...path, last].join(".");
    const isAttribute = path.length > 0;
    // Two functions that assign one attribute are two configurations: `config` names the one to read.
    const isOpen = isAttribute && (this.#origins.get(key) ?? within) !== within && section[last] !== value;
    section[last] = isOpen ? new Unresolved("config", this.#slice(target)) : value;
    if (isAttribute) this.#origins.set(key, within);
    this.lines.set(key, this.#values.lineAt(target.from));
  }

  #slice(node: SyntaxNode): string {
    return this.text.slice(node.from, node.to);
  }
}
