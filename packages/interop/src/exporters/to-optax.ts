/** Exports a schedule as Python code for Optax. */
import {
  type Easing,
  InvalidArgumentError,
  isSchedule,
  type Schedule,
  type ScheduleNode,
} from "@anneal/core";
import { type OptaxHelper, optaxHelpers } from "./optax-helpers.js";
import { rebased } from "./rebase.js";

/**
 * Python code that defines `schedule`, a function `count -> value` for Optax 0.2 and JAX.
 *
 * Uses Optax's own schedules where possible, and otherwise short functions over jax.numpy that are part of the code. It
 * computes in JAX's float32: within 1e-6 of the largest value for counts from 0 to 2^24, if cycles and waves have
 * periods of whole steps; others lose digits after many periods. Exponents below 1 amplify rounding near the end, for a
 * square root to 1e-4. Values beyond 3.4e38 are infinite, and values below 1.2e-38 may be 0. `toEngine` measures the
 * error over a run, and writes a table if it is above 1e-6.
 * @throws InvalidArgumentError if `schedule` is not a schedule.
 */
export function toOptax(schedule: Schedule): string {
  if (!isSchedule(schedule)) {
    throw new InvalidArgumentError("schedule", schedule, "a schedule made by a constructor or by fromJSON");
  }
  const writer = new OptaxWriter();
  const expression = writer.write(schedule.node, true);
  const helpers = [...writer.helpers].map((name) => optaxHelpers[name]);
  const needs = (text: string) => [expression, ...helpers].some((part) => part.includes(text));
  const imports = [
    ...(needs("math.") ? ["import math\n"] : []),
    ...(needs("jnp.") ? ["import jax.numpy as jnp"] : []),
    ...(needs("optax.") ? ["import optax"] : []),
  ];
  const head = helpers.map((helper) => `\n${helper}`).join("");
  return `${imports.join("\n")}\n${head}\n${helpers.length > 0 ? "\n" : ""}schedule = ${expression}\n`;
}

const INDENT = "    ";
/** The smallest positive float32 that JAX does not replace by 0. */
const SMALLEST_FLOAT32 = 2 ** -126;

class OptaxWriter {
  readonly helpers = new Set<OptaxHelper>();

  /** @param fromZero Whether the node is never evaluated before 0, where some of Optax's schedules differ. */
  write(node: ScheduleNode, fromZero: boolean): string {
    switch (node.kind) {
      case "constant":
        return `optax.constant_schedule(${rate(node.value)})`;
      case "ramp":
        return this.#ramp(node, fromZero);
      case "power": {
        const { scale, offset, slope, exponent } = node;
        return this.#helper("line_power", [scale, offset, slope, exponent].map(rate));
      }
      case "stairs":
        return this.#stairs(node);
      case "table": {
        const linear = node.interpolation === "linear" ? ["linear=True"] : [];
        return this.#helper("table", [python(node.start), list(node.values, rate), ...linear]);
      }
      case "time":
        return this.#time(node, fromZero);
      case "cycles":
        return this.#cycles(node);
      case "join":
        return this.#join(node, fromZero);
      case "product":
      case "sum": {
        const children = node.children.map((child) => this.write(child, fromZero));
        return this.#helper(node.kind === "sum" ? "total" : "product", children);
      }
      case "clamp":
        return this.#helper("clamped", [
          this.write(node.child, fromZero),
          ...optional("minimum", node.minimum, rate),
          ...optional("maximum", node.maximum, rate),
        ]);
      default:
        return node satisfies never;
    }
  }

  #helper(name: OptaxHelper, args: readonly string[]): string {
    this.helpers.add(name);
    return call(name, args);
  }

  #ramp(given: Extract<ScheduleNode, { kind: "ramp" }>, fromZero: boolean): string {
    const node = { ...given, end: float32End(given) };
    const { start, end, from, to, easing } = node;
    const length = end - start;
    const holdsAfter = node.after === "hold";
    const holdsBefore = node.before === "hold" || (fromZero && start <= 0);
    const fromStart = length > 0 && start === 0 && holdsBefore && easing.timeExponent === 1;
    if (node.interpolation === "geometric") {
      return fromStart && !holdsAfter && easing.kind === "linear"
        ? exponentialDecay(from, length, to / from)
        : this.#ownRamp(node);
    }
    if (!holdsAfter || !holdsBefore || length === 0 || easing.timeExponent !== 1) return this.#ownRamp(node);
    const steps = `transition_steps=${python(length)}`;
    const ends = [`init_value=${rate(from)}`, `end_value=${rate(to)}`];
    const begin = start > 0 ? [`transition_begin=${python(start)}`] : [];
    const isLine = easing.kind === "reversePower" && easing.exponent === 1;
    if (start >= 0 && (easing.kind === "linear" || isLine)) {
      return call("optax.linear_schedule", [...ends, steps, ...begin]);
    }
    // Under jit the remainder of Optax's ramp may end at -6e-8, whose fractional powers are NaN.
    if (start >= 0 && easing.kind === "reversePower" && Number.isInteger(easing.exponent)) {
      return call("optax.polynomial_schedule", [
        ...ends,
        `power=${python(easing.exponent)}`,
        steps,
        ...begin,
      ]);
    }
    if (
      fromStart &&
      fromZero &&
      from !== 0 &&
      Number.isFinite(to / from) &&
      easing.kind === "cosine" &&
      easing.halfCycles === 1
    ) {
      return call("optax.cosine_decay_schedule", [
        ends[0] as string,
        `decay_steps=${python(length)}`,
        ...(to === 0 ? [] : [`alpha=${rate(to / from)}`]),
        ...(easing.exponent === 1 ? [] : [`exponent=${python(easing.exponent)}`]),
      ]);
    }
    return this.#ownRamp(node);
  }

  #ownRamp(node: Extract<ScheduleNode, { kind: "ramp" }>): string {
    const ease = easingOf(node.easing);
    // The angle of a count far beyond the end would lose digits in float32.
    const isWave =
      node.after === "extend" &&
      node.easing.kind === "cosine" &&
      node.easing.timeExponent === 1 &&
      node.easing.halfCycles > 0;
    return this.#helper("ramp", [
      ...[node.start, node.end].map(python),
      ...[node.from, node.to].map(rate),
      ...(ease === "u" ? [] : [`ease=lambda u: ${ease}`]),
      ...(node.interpolation === "geometric" ? ["geometric=True"] : []),
      ...(node.before === "extend" ? ['before="extend"'] : []),
      ...(node.after === "extend" ? ['after="extend"'] : []),
      ...(isWave ? [`period=${python((2 * (node.end - node.start)) / node.easing.halfCycles)}`] : []),
    ]);
  }

  #stairs({ boundaries, values, side }: Extract<ScheduleNode, { kind: "stairs" }>): string {
    const [init] = values as [number];
    const isOptax =
      side === "right" &&
      values.every((value, i) => value > 0 && isNormal(value / (values[i - 1] ?? value))) &&
      new Set(boundaries).size === boundaries.length;
    if (!isOptax) {
      const sides = side === "left" ? ['side="left"'] : [];
      return this.#helper("stairs", [list(boundaries), list(values, rate), ...sides]);
    }
    const scales = boundaries.map(
      (each, i) => `${python(each)}: ${rate((values[i + 1] as number) / (values[i] as number))}`,
    );
    return call("optax.piecewise_constant_schedule", [
      `init_value=${rate(init)}`,
      ...(scales.length > 0 ? [`boundaries_and_scales={${scales.join(", ")}}`] : []),
    ]);
  }

  #time(node: Extract<ScheduleNode, { kind: "time" }>, fromZero: boolean): string {
    const { child, shift, scale, minimum, maximum, quantum } = node;
    const isStaircase =
      child.kind === "ramp" && quantum === child.end && shift === 0 && scale === 1 && minimum === null;
    if (isStaircase && maximum === null && fromZero) {
      const { start, end, from, to, easing } = child;
      const isDecay = child.interpolation === "geometric" && child.after === "extend" && start === 0;
      if (isDecay && easing.kind === "linear" && easing.timeExponent === 1) {
        return exponentialDecay(from, end, to / from, true);
      }
    }
    const stays = (fromZero && shift <= 0) || (minimum !== null && minimum >= 0);
    return this.#helper("retimed", [
      this.write(child, stays),
      ...(shift === 0 ? [] : [`shift=${python(shift)}`]),
      ...(scale === 1 ? [] : [`scale=${python(scale)}`]),
      ...optional("minimum", minimum),
      ...optional("maximum", maximum),
      ...optional("quantum", quantum),
    ]);
  }

  #cycles(node: Extract<ScheduleNode, { kind: "cycles" }>): string {
    return this.#helper("cycles", [
      this.write(node.child, false),
      `length=${python(node.length)}`,
      ...(["multiplier", "peak", "floor", "decay"] as const).map((name) => `${name}=${rate(node[name])}`),
      `decay_of="${node.decayOf}"`,
      `limit=${node.limit === null ? "None" : python(node.limit)}`,
      `afterwards=${rate(node.afterwards)}`,
    ]);
  }

  #join(node: Extract<ScheduleNode, { kind: "join" }>, fromZero: boolean): string {
    const { boundaries, rebase, side } = node;
    const startOf = (i: number) => (i === 0 ? 0 : (boundaries[i - 1] as number));
    const own = node.children.map((child, i) => (rebase ? child : rebased(child, startOf(i))));
    const isOptax = side === "right" && own.every((child) => child !== null);
    // Every schedule is evaluated at every count, but only the value of the active one is used.
    const children = (isOptax ? (own as ScheduleNode[]) : node.children).map((child, i) =>
      this.write(child, (isOptax || rebase) && i > 0 ? true : fromZero),
    );
    const schedules = `[\n${children.map((child) => `${indented(child)},\n`).join("")}]`;
    if (isOptax) {
      return call("optax.join_schedules", [`schedules=${schedules}`, `boundaries=${list(boundaries)}`]);
    }
    return this.#helper("parts", [
      schedules,
      list(boundaries),
      ...(rebase ? [] : ["rebase=False"]),
      ...(side === "left" ? ['side="left"'] : []),
    ]);
  }
}

/**
 * The end of a ramp, moved if its length is 0 in float32, where 0 / 0 would be NaN. Such a ramp is between two updates, so
 * its exact length does not matter.
 */
function float32End({ start, end }: { readonly start: number; readonly end: number }): number {
  const length = end - start;
  return length > 0 && length < SMALLEST_FLOAT32 ? start + SMALLEST_FLOAT32 : end;
}

function exponentialDecay(init: number, steps: number, ratio: number, staircase = false): string {
  return call("optax.exponential_decay", [
    `init_value=${rate(init)}`,
    `transition_steps=${python(steps)}`,
    `decay_rate=${rate(ratio)}`,
    ...(staircase ? ["staircase=True"] : []),
  ]);
}

/** An easing as an expression of `u`. */
function easingOf(easing: Easing): string {
  const u = easing.timeExponent === 1 ? "u" : `jnp.maximum(u, 0) ** ${python(easing.timeExponent)}`;
  const operand = u === "u" ? u : `(${u})`;
  switch (easing.kind) {
    case "linear":
      return u;
    case "power":
      return `${operand} ** ${python(easing.exponent)}`;
    case "reversePower":
      return `1 - (1 - ${operand}) ** ${python(easing.exponent)}`;
    case "cosine": {
      const wave = `(1 + jnp.cos(jnp.pi * ${rate(easing.halfCycles)} * ${operand})) / 2`;
      return easing.exponent === 1 ? `1 - ${wave}` : `1 - (${wave}) ** ${python(easing.exponent)}`;
    }
    case "tanh":
      return `(1 + jnp.tanh(${python(easing.lower)} + ${python(easing.upper - easing.lower)} * ${operand})) / 2`;
    case "halfLife":
      return `2 * (1 - 0.5 ** ${operand})`;
    case "rational":
      return `${operand} / (1 + ${python(easing.curvature)} * (1 - ${operand}))`;
    case "logarithmic":
      return `jnp.log1p(${operand} * ${python(easing.base - 1)}) / jnp.log(${python(easing.base)})`;
    default:
      return easing satisfies never;
  }
}

/** Whether float32 holds a positive number with all its digits. */
function isNormal(value: number): boolean {
  return value >= SMALLEST_FLOAT32 && value < 2 ** 128;
}

/** A count in Python. Whole numbers stay ints as long as JAX's ints hold them. */
function python(value: number): string {
  return Number.isInteger(value) && Math.abs(value) < 2 ** 31 ? String(value) : rate(value);
}

/** A value in Python, which must be a float even if it is whole. */
function rate(value: number): string {
  if (!Number.isFinite(value)) return `float("${value > 0 ? "inf" : value < 0 ? "-inf" : "nan"}")`;
  return Number.isInteger(value) && Math.abs(value) < 1e21 ? `${value}.0` : String(value);
}

function list(values: readonly number[], write = python): string {
  return `[${values.map(write).join(", ")}]`;
}

function optional(name: string, value: number | null, write = python): readonly string[] {
  return value === null ? [] : [`${name}=${write(value)}`];
}

/** A call on one line if it fits, otherwise with one line per argument. */
function call(name: string, args: readonly string[]): string {
  const line = `${name}(${args.join(", ")})`;
  if (line.length <= 80 && !line.includes("\n")) return line;
  return `${name}(\n${args.map((each) => `${indented(each)},\n`).join("")})`;
}

function indented(text: string): string {
  return text.replace(/^(?=.)/gm, INDENT);
}
