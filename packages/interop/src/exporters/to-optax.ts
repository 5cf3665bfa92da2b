/** Exports a schedule as Python code for Optax. */
import {
  type Easing,
  InvalidArgumentError,
  isSchedule,
  type Schedule,
  type ScheduleNode,
} from "@anneal/core";
import {
  isChildFromZero,
  isInt,
  isPiecewiseConstant,
  joinedSchedules,
  rampForm,
  staircaseOf,
  wavePeriod,
  withFloat32Length,
  writtenTime,
} from "./optax-forms.js";
import { type OptaxHelper, optaxHelpers } from "./optax-helpers.js";

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
        return this.#helper("table", [time(node.start), list(node.values, rate), ...linear]);
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
    const node = withFloat32Length(given);
    const { start, end, from, to, easing } = node;
    const length = end - start;
    const form = rampForm(node, fromZero);
    switch (form) {
      case "exponential_decay":
        return exponentialDecay(from, length, to / from);
      case "cosine_decay_schedule":
        return call("optax.cosine_decay_schedule", [
          `init_value=${rate(from)}`,
          `decay_steps=${python(length)}`,
          ...(to === 0 ? [] : [`alpha=${rate(to / from)}`]),
          ...("exponent" in easing && easing.exponent !== 1 ? [`exponent=${python(easing.exponent)}`] : []),
        ]);
      case "linear_schedule":
      case "polynomial_schedule":
        return call(`optax.${form}`, [
          `init_value=${rate(from)}`,
          `end_value=${rate(to)}`,
          ...("exponent" in easing && form === "polynomial_schedule"
            ? [`power=${python(easing.exponent)}`]
            : []),
          `transition_steps=${python(length)}`,
          ...(start > 0 ? [`transition_begin=${time(start)}`] : []),
        ]);
      default:
        return this.#ownRamp(node);
    }
  }

  #ownRamp(node: Extract<ScheduleNode, { kind: "ramp" }>): string {
    const ease = easingOf(node.easing);
    const period = wavePeriod(node);
    return this.#helper("ramp", [
      ...[node.start, node.end].map(time),
      ...[node.from, node.to].map(rate),
      ...(ease === "u" ? [] : [`ease=lambda u: ${ease}`]),
      ...(node.interpolation === "geometric" ? ["geometric=True"] : []),
      ...(node.before === "extend" ? ['before="extend"'] : []),
      ...(node.after === "extend" ? ['after="extend"'] : []),
      ...(period === null ? [] : [`period=${python(period)}`]),
    ]);
  }

  #stairs(node: Extract<ScheduleNode, { kind: "stairs" }>): string {
    const { boundaries, values, side } = node;
    const [init] = values as [number];
    if (!isPiecewiseConstant(node)) {
      const sides = side === "left" ? ['side="left"'] : [];
      return this.#helper("stairs", [list(boundaries), list(values, rate), ...sides]);
    }
    const scales = boundaries.map(
      (each, i) => `${time(each)}: ${rate((values[i + 1] as number) / (values[i] as number))}`,
    );
    return call("optax.piecewise_constant_schedule", [
      `init_value=${rate(init)}`,
      ...(scales.length > 0 ? [`boundaries_and_scales={${scales.join(", ")}}`] : []),
    ]);
  }

  #time(node: Extract<ScheduleNode, { kind: "time" }>, fromZero: boolean): string {
    const { child, shift, scale, minimum, maximum, quantum } = node;
    const decay = staircaseOf(node, fromZero);
    if (decay !== null) return exponentialDecay(decay.from, decay.end, decay.to / decay.from, true);
    return this.#helper("retimed", [
      this.write(child, isChildFromZero(node, fromZero)),
      ...(shift === 0 ? [] : [`shift=${time(shift)}`]),
      ...(scale === 1 ? [] : [`scale=${python(scale)}`]),
      ...optional("minimum", minimum, time),
      ...optional("maximum", maximum, time),
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
    const own = joinedSchedules(node);
    // Every schedule is evaluated at every count, but only the value of the active one is used.
    const children = (own ?? node.children).map((child, i) =>
      this.write(child, (own !== null || rebase) && i > 0 ? true : fromZero),
    );
    const schedules = `[\n${children.map((child) => `${indented(child)},\n`).join("")}]`;
    if (own !== null) {
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

/** A count in Python. */
function python(value: number): string {
  return isInt(value) ? String(value) : rate(value);
}

/** A value in Python, which must be a float even if it is whole. */
function rate(value: number): string {
  if (!Number.isFinite(value)) return `float("${value > 0 ? "inf" : value < 0 ? "-inf" : "nan"}")`;
  return Number.isInteger(value) && Math.abs(value) < 1e21 ? `${value}.0` : String(value);
}

/** A time in Python, which stays a float if it becomes 0. */
function time(value: number): string {
  const written = writtenTime(value);
  return written === value ? python(value) : rate(written);
}

function list(values: readonly number[], write = time): string {
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
