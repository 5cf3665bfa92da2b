/** A tree as a Python expression over short functions. */
import type { ScheduleNode } from "@anneal/core";
import { rampEnd, rampStart } from "@anneal/core/schedule-engine";
import { pythonFloat } from "../writing/numbers.js";
import { cycleStarts } from "./cycle-starts.js";
import { pythonEasing } from "./easing.js";
import { type PythonHelper, pythonHelpers } from "./python-helpers.js";

export interface PythonCode {
  /** `import`s and functions. */
  readonly head: string;
  /** A function of the step. */
  readonly expression: string;
}

/**
 * @param last The last step that is evaluated.
 * @throws NoClosedForm
 */
export function pythonTree(root: ScheduleNode, last: number): PythonCode {
  const expression = new TreeWriter(last).write(root, (time) => time);
  const helpers = helpersOf(expression);
  const needs = (text: string) => [expression, ...helpers].some((part) => part.includes(text));
  const imports = ["bisect", "math"].filter((name) => needs(`${name}.`)).map((name) => `import ${name}\n`);
  return { head: `${imports.join("")}${helpers.map((text) => `\n${text}`).join("")}`, expression };
}

/** The functions that an expression calls, and those that they call. */
function helpersOf(expression: string): string[] {
  const names = Object.keys(pythonHelpers) as PythonHelper[];
  const used = new Set<PythonHelper>();
  const collect = (text: string) => {
    for (const name of names) {
      if (used.has(name) || !new RegExp(`(?<![.\\w])${name}\\(`).test(text)) continue;
      used.add(name);
      collect(pythonHelpers[name]);
    }
  };
  collect(expression);
  return names.filter((name) => used.has(name)).map((name) => pythonHelpers[name]);
}

type Times = (time: number) => number;

class TreeWriter {
  constructor(readonly last: number) {}

  /** @param fromRoot Maps the time of the root to that of the node, to find its last evaluated time. */
  write(node: ScheduleNode, fromRoot: Times): string {
    switch (node.kind) {
      case "constant":
        return call("constant", [pythonFloat(node.value)]);
      case "ramp":
        return this.#ramp(node);
      case "power":
        return call("line_power", [node.scale, node.offset, node.slope, node.exponent].map(pythonFloat));
      case "stairs":
        return call("stairs", [
          list(node.boundaries),
          list(node.values),
          ...flag("left", node.side === "left"),
        ]);
      case "table": {
        const linear = flag("linear", node.interpolation === "linear");
        return call("table", [pythonFloat(node.start), list(node.values), ...linear]);
      }
      case "time": {
        const { shift, scale, minimum, maximum, quantum } = node;
        const inner = (time: number) => (fromRoot(time) - shift) * scale;
        return call("retimed", [
          this.write(node.child, inner),
          ...(shift === 0 ? [] : [`shift=${pythonFloat(shift)}`]),
          ...(scale === 1 ? [] : [`scale=${pythonFloat(scale)}`]),
          ...given("minimum", minimum),
          ...given("maximum", maximum),
          ...given("quantum", quantum),
        ]);
      }
      case "cycles":
        return this.#cycles(node, fromRoot);
      case "join": {
        const children = node.children.map((child, i) => {
          const start = node.rebase && i > 0 ? (node.boundaries[i - 1] as number) : 0;
          return this.write(child, (time) => fromRoot(time) - start);
        });
        return call("parts", [
          many(children),
          list(node.boundaries),
          ...(node.rebase ? [] : ["rebase=False"]),
          ...flag("left", node.side === "left"),
        ]);
      }
      case "product":
      case "sum":
        return call(
          node.kind === "sum" ? "total" : "product",
          node.children.map((child) => this.write(child, fromRoot)),
        );
      case "clamp":
        return call("clamped", [
          this.write(node.child, fromRoot),
          ...given("minimum", node.minimum),
          ...given("maximum", node.maximum),
        ]);
      default:
        return node satisfies never;
    }
  }

  #ramp(node: Extract<ScheduleNode, { kind: "ramp" }>): string {
    const easing = pythonEasing(node.easing);
    return call("ramp", [
      ...[node.start, node.end, node.from, node.to].map(pythonFloat),
      `lambda u: ${easing}`,
      // An easing may not end exactly at 0 and 1.
      `(${pythonFloat(rampStart(node))}, ${pythonFloat(rampEnd(node))})`,
      ...flag("geometric", node.interpolation === "geometric"),
      ...flag("before", node.before === "extend"),
      ...flag("after", node.after === "extend"),
    ]);
  }

  #cycles(node: Extract<ScheduleNode, { kind: "cycles" }>, fromRoot: Times): string {
    const { multiplier, length, floor, peak, decay, limit, afterwards } = node;
    const body = this.write(node.child, () => 1);
    const factor = decay === 1 ? "" : ` * power(${pythonFloat(decay)}, cycle)`;
    const top =
      node.decayOf === "peak"
        ? `${pythonFloat(peak)}${factor}`
        : factor === ""
          ? pythonFloat(peak)
          : `${pythonFloat(floor)} + ${pythonFloat(peak - floor)}${factor}`;
    const end = fromRoot(this.last);
    const { starts, lengths } =
      multiplier === 1 ? { starts: null, lengths: [length] } : cycleStarts(node, end);
    return call("cycles", [
      body,
      pythonFloat(floor),
      starts === null ? "None" : list(starts),
      list(lengths),
      `lambda cycle: ${top}`,
      limit === null ? "None" : pythonFloat(limit),
      pythonFloat(afterwards),
    ]);
  }
}

function list(values: readonly number[]): string {
  return `[${values.map(pythonFloat).join(", ")}]`;
}

function many(children: readonly string[]): string {
  return `[\n${children.map((child) => `${indented(child)},\n`).join("")}]`;
}

function flag(name: string, isOn: boolean): readonly string[] {
  return isOn ? [`${name}=True`] : [];
}

function given(name: string, value: number | null): readonly string[] {
  return value === null ? [] : [`${name}=${pythonFloat(value)}`];
}

/** A call on one line if it fits, otherwise with one line per argument. */
function call(name: PythonHelper, args: readonly string[]): string {
  const line = `${name}(${args.join(", ")})`;
  if (line.length <= 90 && !line.includes("\n")) return line;
  return `${name}(\n${args.map((each) => `${indented(each)},\n`).join("")})`;
}

function indented(text: string): string {
  return text.replace(/^(?=.)/gm, "    ");
}
