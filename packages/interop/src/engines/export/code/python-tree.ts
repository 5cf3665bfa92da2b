/** A tree as a Python expression over short functions. */
import { type ScheduleNode, scheduleFromTree } from "@anneal/core";
import { decimal } from "../writing/numbers.js";
import { pythonEasing } from "./easing.js";
import { type PythonHelper, pythonHelpers } from "./python-helpers.js";

/** The largest number of cycle starts that are listed; a run with more becomes a table. */
const MOST_CYCLES = 1000;

/** The tree has no expression of reasonable size. */
export class NoClosedForm extends Error {
  override readonly name = "NoClosedForm";
}

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
  const writer = new TreeWriter(last);
  const expression = writer.write(root, (time) => time);
  const helpers = writer.helpers();
  const needs = (text: string) => [expression, ...helpers].some((part) => part.includes(text));
  const imports = ["bisect", "math"].filter((name) => needs(`${name}.`)).map((name) => `import ${name}\n`);
  return { head: `${imports.join("")}${helpers.map((text) => `\n${text}`).join("")}`, expression };
}

type Times = (time: number) => number;

class TreeWriter {
  readonly #used = new Set<PythonHelper>();

  constructor(readonly last: number) {}

  helpers(): string[] {
    const names = Object.keys(pythonHelpers) as PythonHelper[];
    const used = names.filter((name) => this.#used.has(name)).map((name) => pythonHelpers[name]);
    return used.some((text) => text.includes("power(")) && !this.#used.has("power")
      ? [pythonHelpers.power, ...used]
      : used;
  }

  /** @param fromRoot Maps the time of the root to that of the node, to find its last evaluated time. */
  write(node: ScheduleNode, fromRoot: Times): string {
    switch (node.kind) {
      case "constant":
        return this.#call("constant", [decimal(node.value)]);
      case "ramp":
        return this.#ramp(node);
      case "power":
        return this.#call("line_power", [node.scale, node.offset, node.slope, node.exponent].map(decimal));
      case "stairs":
        return this.#call("stairs", [
          list(node.boundaries),
          list(node.values),
          ...flag("left", node.side === "left"),
        ]);
      case "table": {
        const linear = flag("linear", node.interpolation === "linear");
        return this.#call("table", [decimal(node.start), list(node.values), ...linear]);
      }
      case "time": {
        const { shift, scale, minimum, maximum, quantum } = node;
        const inner = (time: number) => (fromRoot(time) - shift) * scale;
        return this.#call("retimed", [
          this.write(node.child, inner),
          ...(shift === 0 ? [] : [`shift=${decimal(shift)}`]),
          ...(scale === 1 ? [] : [`scale=${decimal(scale)}`]),
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
        return this.#call("parts", [
          many(children),
          list(node.boundaries),
          ...(node.rebase ? [] : ["rebase=False"]),
          ...flag("left", node.side === "left"),
        ]);
      }
      case "product":
      case "sum":
        return this.#call(
          node.kind === "sum" ? "total" : "product",
          node.children.map((child) => this.write(child, fromRoot)),
        );
      case "clamp":
        return this.#call("clamped", [
          this.write(node.child, fromRoot),
          ...given("minimum", node.minimum),
          ...given("maximum", node.maximum),
        ]);
      default:
        return node satisfies never;
    }
  }

  #call(name: PythonHelper, args: readonly string[]): string {
    this.#used.add(name);
    return call(name, args);
  }

  #ramp(node: Extract<ScheduleNode, { kind: "ramp" }>): string {
    // An easing may not end exactly at 0 and 1; the ends come from the schedule itself.
    const held = scheduleFromTree({ ...node, before: "hold", after: "hold" });
    const easing = pythonEasing(node.easing);
    for (const name of ["power", "logarithm"] as const) if (easing.includes(`${name}(`)) this.#used.add(name);
    return this.#call("ramp", [
      ...[node.start, node.end, node.from, node.to].map(decimal),
      `lambda u: ${easing}`,
      `(${decimal(held(node.start - 1))}, ${decimal(held(node.end))})`,
      ...flag("geometric", node.interpolation === "geometric"),
      ...flag("before", node.before === "extend"),
      ...flag("after", node.after === "extend"),
    ]);
  }

  #cycles(node: Extract<ScheduleNode, { kind: "cycles" }>, fromRoot: Times): string {
    const { multiplier, length, floor, peak, decay, limit, afterwards } = node;
    const body = this.write(node.child, () => 1);
    const factor = decay === 1 ? "" : ` * power(${decimal(decay)}, cycle)`;
    if (factor !== "") this.#used.add("power");
    const top =
      node.decayOf === "peak"
        ? `${decimal(peak)}${factor}`
        : factor === ""
          ? decimal(peak)
          : `${decimal(floor)} + ${decimal(peak - floor)}${factor}`;
    const end = fromRoot(this.last);
    const { starts, lengths } =
      multiplier === 1 ? { starts: null, lengths: [length] } : cycleStarts(node, end);
    return this.#call("cycles", [
      body,
      decimal(floor),
      starts === null ? "None" : list(starts),
      list(lengths),
      `lambda cycle: ${top}`,
      limit === null ? "None" : decimal(limit),
      decimal(afterwards),
    ]);
  }
}

/** The starts of growing cycles up to a time; rounded if they are nearly whole numbers of steps. */
function cycleStarts({ length, multiplier }: { length: number; multiplier: number }, end: number) {
  if (multiplier < 1 || Math.abs(multiplier - 1) < 1e-6)
    throw new NoClosedForm("cycles that shrink or hardly grow");
  const starts: number[] = [];
  const lengths: number[] = [];
  for (let cycle = 0; cycle === 0 || (starts.at(-1) as number) <= end; cycle++) {
    if (cycle > MOST_CYCLES) throw new NoClosedForm("too many cycles");
    const grown = multiplier ** cycle;
    const start = (length * (grown - 1)) / (multiplier - 1);
    const whole = Math.round(start);
    starts.push(Math.abs(start - whole) <= 1e-12 * Math.max(1, start) ? whole : start);
    lengths.push(length * grown);
  }
  return { starts, lengths };
}

function list(values: readonly number[]): string {
  return `[${values.map(decimal).join(", ")}]`;
}

function many(children: readonly string[]): string {
  return `[\n${children.map((child) => `${indented(child)},\n`).join("")}]`;
}

function flag(name: string, isOn: boolean): readonly string[] {
  return isOn ? [`${name}=True`] : [];
}

function given(name: string, value: number | null): readonly string[] {
  return value === null ? [] : [`${name}=${decimal(value)}`];
}

/** A call on one line if it fits, otherwise with one line per argument. */
function call(name: string, args: readonly string[]): string {
  const line = `${name}(${args.join(", ")})`;
  if (line.length <= 90 && !line.includes("\n")) return line;
  return `${name}(\n${args.map((each) => `${indented(each)},\n`).join("")})`;
}

function indented(text: string): string {
  return text.replace(/^(?=.)/gm, "    ");
}
