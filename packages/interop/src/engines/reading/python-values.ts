/** Evaluates Python expressions: literals, arithmetic, assigned names, calls. */
import type { SyntaxNode } from "@lezer/common";
import { Call, emptySection, isSection, type Section, Unresolved } from "./document.js";
import { flagIn, numberIn } from "./numbers.js";

const DEEPEST = 60;
const QUOTED = /^[rRbBuU]{0,2}('''|"""|'|")([\s\S]*)\1$/;
const ESCAPES: Readonly<Record<string, string>> = { n: "\n", t: "\t", "\\": "\\", "'": "'", '"': '"' };

export class PythonValues {
  readonly #lineStarts: number[] = [0];
  /** Calls by their position, so that each is read once. */
  readonly #known = new Map<string, unknown>();

  constructor(
    readonly text: string,
    /** The assignments so far. */
    readonly names: Section,
    readonly variables: ReadonlyMap<string, string>,
    readonly report: (call: Call) => void,
  ) {
    for (let i = text.indexOf("\n"); i !== -1; i = text.indexOf("\n", i + 1)) this.#lineStarts.push(i + 1);
  }

  lineAt(offset: number): number {
    let low = 0;
    let high = this.#lineStarts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.#lineStarts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low + 1;
  }

  /** Reads all calls in a part of the text. */
  collectCalls(node: SyntaxNode, within: string | null): void {
    let inner = within;
    node.cursor().iterate((at) => {
      if (at.name === "FunctionDefinition") {
        const name = at.node.getChild("VariableName");
        if (name !== null) inner = this.#slice(name);
      }
      if (at.name === "CallExpression") this.of(at.node, inner);
    });
  }

  of(node: SyntaxNode, within: string | null, depth = 0): unknown {
    if (depth > DEEPEST) return this.#unresolved(node);
    switch (node.name) {
      case "Number":
        return this.#number(node);
      case "String":
        return unquoted(this.#slice(node)) ?? this.#unresolved(node);
      case "ContinuedString":
        return this.#join(node, within, depth);
      case "Boolean":
        return this.#slice(node) === "True";
      case "None":
        return null;
      case "ParenthesizedExpression": {
        const inner = node.firstChild?.nextSibling;
        return inner ? this.of(inner, within, depth + 1) : this.#unresolved(node);
      }
      case "ArrayExpression":
      case "TupleExpression":
        return this.#items(node).map((item) => this.of(item, within, depth + 1));
      case "DictionaryExpression":
        return this.#dictionary(node, within, depth);
      case "ConditionalExpression":
        return this.#conditional(node, within, depth);
      case "UnaryExpression":
        return this.#unary(node, within, depth);
      case "BinaryExpression":
        return this.#binary(node, within, depth);
      case "VariableName":
      case "MemberExpression":
        return this.#name(node);
      case "CallExpression":
        return this.#call(node, within, depth);
      default:
        return this.#unresolved(node);
    }
  }

  /** `config.optim.lr` and `config["lr"]` as a path; null for anything else. */
  path(node: SyntaxNode): string[] | null {
    if (node.name === "VariableName") return [this.#slice(node)];
    if (node.name !== "MemberExpression" || node.firstChild === null) return null;
    const before = this.path(node.firstChild);
    if (before === null) return null;
    const property = node.getChild("PropertyName");
    if (property !== null) return [...before, this.#slice(property)];
    const key = node.getChild("String");
    const text = key === null ? undefined : unquoted(this.#slice(key));
    return text === undefined ? null : [...before, text];
  }

  #name(node: SyntaxNode): unknown {
    const path = this.path(node);
    if (path === null) return this.#unresolved(node);
    const name = path.join(".");
    const given = this.variables.get(name);
    if (given !== undefined) return numberIn(given) ?? given;
    let held: unknown = this.names;
    for (const part of path) {
      if (!isSection(held) || !(part in held)) return new Unresolved(name, name);
      held = held[part];
    }
    return held;
  }

  #call(node: SyntaxNode, within: string | null, depth: number): unknown {
    const key = `${node.from}:${node.to}`;
    if (this.#known.has(key)) return this.#known.get(key);
    const callee = this.#callee(node);
    const { positional, named } = this.#arguments(node, within, depth);
    const value = this.#builtIn(callee, positional, named);
    if (value !== undefined) {
      this.#known.set(key, value);
      return value;
    }
    const call = new Call(callee, positional, named, this.lineAt(node.from), within);
    this.#known.set(key, call);
    this.report(call);
    return call;
  }

  #callee(node: SyntaxNode): string {
    const called = node.firstChild;
    if (called === null) return "";
    const path = this.path(called);
    if (path !== null) return path.join(".");
    const property = called.getChild("PropertyName");
    return property === null ? "" : this.#slice(property);
  }

  #arguments(node: SyntaxNode, within: string | null, depth: number) {
    const positional: unknown[] = [];
    const named = emptySection();
    const items = this.#items(node.getChild("ArgList"));
    for (let i = 0; i < items.length; i++) {
      const item = items[i] as SyntaxNode;
      const isNamed = item.name === "VariableName" && items[i + 1]?.name === "AssignOp";
      if (!isNamed) {
        // The content of `*args` and `**kwargs` is unknown.
        if (!/^\*/.test(this.#slice(item))) positional.push(this.of(item, within, depth + 1));
        continue;
      }
      const value = items[i + 2];
      if (value !== undefined) named[this.#slice(item)] = this.of(value, within, depth + 1);
      i += 2;
    }
    return { positional, named };
  }

  /** `dict(a=1)`, `ConfigDict({...})`, big_vision's `parse_arg(arg, res=224)`, `int(2e3)`, `float("1e-3")`. */
  #builtIn(callee: string, positional: readonly unknown[], named: Section): unknown {
    const [first] = positional;
    if (callee === "dict" || /(^|\.)ConfigDict$/.test(callee)) {
      return Object.assign(emptySection(), isSection(first) ? first : {}, named);
    }
    if (/(^|\.)parse_arg$/.test(callee)) return Object.assign(emptySection(), named);
    if (callee !== "int" && callee !== "float") return undefined;
    if (first instanceof Unresolved) return first;
    const number = typeof first === "string" ? numberIn(first) : first;
    if (typeof number !== "number") return undefined;
    return callee === "int" ? Math.trunc(number) : number;
  }

  #dictionary(node: SyntaxNode, within: string | null, depth: number): Section {
    const section = emptySection();
    const items = this.#items(node);
    for (let i = 0; i + 2 < items.length; i += 3) {
      const [key, colon, value] = [items[i], items[i + 1], items[i + 2]];
      if (key === undefined || value === undefined || colon?.name !== ":") break;
      const name = this.of(key, within, depth + 1);
      if (typeof name === "string" || typeof name === "number")
        section[name] = this.of(value, within, depth + 1);
    }
    return section;
  }

  /** `a if condition else b`, for a condition whose value is known. */
  #conditional(node: SyntaxNode, within: string | null, depth: number): unknown {
    const [first, , condition, , second] = children(node);
    if (first === undefined || condition === undefined || second === undefined) return this.#unresolved(node);
    const held = this.of(condition, within, depth + 1);
    if (held instanceof Unresolved) return held;
    const isTrue = typeof held === "string" ? (flagIn(held) ?? held !== "") : Boolean(held);
    const isKnown = held === null || ["string", "number", "boolean"].includes(typeof held);
    return isKnown ? this.of(isTrue ? first : second, within, depth + 1) : this.#unresolved(node);
  }

  #unary(node: SyntaxNode, within: string | null, depth: number): unknown {
    const operand = node.lastChild === null ? undefined : this.of(node.lastChild, within, depth + 1);
    const operator = node.firstChild === null ? "" : this.#slice(node.firstChild);
    if (operand instanceof Unresolved) return operand;
    if (typeof operand !== "number" || !/^[-+]$/.test(operator)) return this.#unresolved(node);
    return operator === "-" ? -operand : operand;
  }

  #binary(node: SyntaxNode, within: string | null, depth: number): unknown {
    const [first, operatorNode, second] = children(node);
    if (first === undefined || operatorNode === undefined || second === undefined)
      return this.#unresolved(node);
    const [left, right] = [this.of(first, within, depth + 1), this.of(second, within, depth + 1)];
    const operator = this.#slice(operatorNode);
    if (!/^(\*\*|\/\/|[-+*/%])$/.test(operator)) return this.#unresolved(node);
    if (left instanceof Unresolved) return left;
    if (right instanceof Unresolved) return right;
    if (typeof left !== "number" || typeof right !== "number") return this.#unresolved(node);
    return arithmetic(left, operator, right) ?? this.#unresolved(node);
  }

  #join(node: SyntaxNode, within: string | null, depth: number): unknown {
    const parts = children(node).map((part) => this.of(part, within, depth + 1));
    return parts.every((part) => typeof part === "string") ? parts.join("") : this.#unresolved(node);
  }

  #number(node: SyntaxNode): unknown {
    const text = this.#slice(node);
    const number = /^0[xob]/i.test(text) ? Number(text.replaceAll("_", "")) : numberIn(text);
    return number ?? this.#unresolved(node);
  }

  /** The children without brackets, commas and comments. */
  #items(node: SyntaxNode | null): SyntaxNode[] {
    if (node === null) return [];
    return children(node).filter(({ name }) => !/^([()[\]{},]|Comment)$/.test(name));
  }

  #slice(node: SyntaxNode): string {
    return this.text.slice(node.from, node.to);
  }

  #unresolved(node: SyntaxNode): Unresolved {
    const text = this.#slice(node).slice(0, 80);
    // An expression can't be reported as missing; use the field's name.
    return new Unresolved(/^[\w.]+$/.test(text) ? text : "", text);
  }
}

function children(node: SyntaxNode): SyntaxNode[] {
  const all: SyntaxNode[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) all.push(child);
  return all;
}

function unquoted(text: string): string | undefined {
  const body = QUOTED.exec(text)?.[2];
  return body?.replaceAll(/\\(.)/g, (whole, escaped: string) => ESCAPES[escaped] ?? whole);
}

function arithmetic(left: number, operator: string, right: number): number | undefined {
  switch (operator) {
    case "+":
      return left + right;
    case "-":
      return left - right;
    case "*":
      return left * right;
    case "**":
      return left ** right;
    case "/":
      return right === 0 ? undefined : left / right;
    case "//":
      return right === 0 ? undefined : Math.floor(left / right);
    default:
      return right === 0 ? undefined : left - Math.floor(left / right) * right;
  }
}
