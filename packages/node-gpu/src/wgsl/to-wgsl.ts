/** From a tree to WGSL: a function of the step for any shader. */
import { InvalidArgumentError, isSchedule, normalize, type Schedule, type ScheduleNode } from "@anneal/core";
import { Fields, type OwnedUint32Array, wholeNumber } from "@anneal/core/arguments";
import { emitCycles } from "./cycles.js";
import { Emitter, type Value } from "./emitter.js";
import { type Grid, refuseBeyondFloat64, rootGrid } from "./grid.js";
import { emitStairs, emitTable } from "./lists.js";
import { identifier } from "./names.js";
import type { PreludeName } from "./prelude.js";
import { emitPower, emitRamp } from "./ramp.js";
import { emitJoin, emitTime } from "./time.js";

/**
 * How far a value on the GPU may be from the host's, as a share of the largest value that any part of the schedule takes.
 * It holds for every step up to 2^53 - 1 and every schedule of the constructors, whatever its exponent; the value at the
 * end of a ramp that holds is the host's, rounded once.
 */
export const SAMPLE_BOUND = 2 ** -19;

export interface WgslOptions {
  /**
   * The name of the function, and the prefix of the names of its helpers (`name_1`, `name_line`).
   * Default `"schedule"`.
   */
  readonly name?: string;
  /** The bind group of the buffer of lists, if there is one: at most 3, as every device has four. Default 0. */
  readonly group?: number;
  /** Its binding there: at most 999, as no device has more. Default 0. */
  readonly binding?: number;
}

/** A schedule as WGSL. */
export interface WgslSchedule {
  /** Functions for a shader, of which you call `name`, and the declaration of the buffer. */
  readonly code: string;
  /** `fn name(step: vec2u) -> f32`: the step as a 64-bit number, its low word first. */
  readonly name: string;
  /**
   * The contents of the storage buffer: long lists (tables, many stairs, cycles that grow). Empty if no buffer is declared.
   */
  readonly data: OwnedUint32Array;
}

/** The last bind group that every device has, and the last binding that any device has. */
const LAST_GROUP = 3;
const LAST_BINDING = 999;

/** Limits the generated code, for the sake of shader compilers. */
const MOST_NODES = 4096;

/**
 * WGSL for the value of a schedule at a whole step, from 0 to 2^53 - 1, in float32. Times are compared and scaled as
 * 64- and 128-bit integers and rounded once, so steps beyond 2^24 are as accurate as others; see `SAMPLE_BOUND`.
 *
 * @throws InvalidArgumentError for a name that is reserved in WGSL or used by the code; a group or binding that devices don't
 * have; a value that is not a schedule; and a schedule with numbers beyond float32, more than 4096 nodes, or more than 65,536
 * cycles of different lengths
 */
export function toWgsl(schedule: Schedule, options: WgslOptions = {}): WgslSchedule {
  return scheduleCode(schedule, options, []);
}

/** The same, with additional prelude functions that the caller uses. */
export function scheduleCode(
  schedule: Schedule,
  options: WgslOptions,
  alsoNeeded: readonly PreludeName[],
): WgslSchedule {
  const fields = new Fields("toWgsl", "options", options, ["name", "group", "binding"]);
  const name = fields.read("name", identifier, "schedule");
  const group = fields.read("group", upTo(LAST_GROUP), 0);
  const binding = fields.read("binding", upTo(LAST_BINDING), 0);
  return { name, ...schedulesCode([schedule], [name], `@group(${group}) @binding(${binding})`, alsoNeeded) };
}

function upTo(most: number): (argument: string, value: unknown) => number {
  return (argument, value) => {
    if (wholeNumber(argument, value) <= most) return value as number;
    throw new InvalidArgumentError(argument, value, `at most ${most}`);
  };
}

/** Several schedules in one shader, with one buffer of lists. */
export function schedulesCode(
  schedules: readonly Schedule[],
  names: readonly [string, ...string[]],
  binding: string,
  alsoNeeded: readonly PreludeName[],
): Omit<WgslSchedule, "name"> {
  const emitter = new Emitter(names[0]);
  let nodes = 0;
  const emit = (node: ScheduleNode, grid: Grid): Value => {
    nodes++;
    if (nodes > MOST_NODES) {
      throw new InvalidArgumentError("schedule", nodes, `a tree of at most ${MOST_NODES} nodes for WGSL`);
    }
    return emitNode(emitter, node, grid, emit);
  };
  for (const [i, schedule] of schedules.entries()) {
    if (!isSchedule(schedule)) {
      throw new InvalidArgumentError("schedule", schedule, "a schedule");
    }
    emitter.export(names[i] as string, emit(normalize(schedule.node), rootGrid));
  }
  return { code: emitter.finish(binding, alsoNeeded), data: Uint32Array.from(emitter.data) };
}

function emitNode(
  emitter: Emitter,
  node: ScheduleNode,
  grid: Grid,
  emit: (node: ScheduleNode, grid: Grid) => Value,
): Value {
  refuseBeyondFloat64(grid);
  switch (node.kind) {
    case "constant":
      return { constant: node.value };
    case "ramp":
      return emitRamp(emitter, node, grid);
    case "power":
      return emitPower(emitter, node, grid);
    case "stairs":
      return emitStairs(emitter, node, grid);
    case "table":
      return emitTable(emitter, node, grid);
    case "time":
      return emitTime(emitter, node, grid, emit);
    case "cycles":
      return emitCycles(emitter, node, grid, emit);
    case "join":
      return emitJoin(emitter, node, grid, emit);
    case "product":
    case "sum": {
      const [first, ...others] = node.children.map((child) => emitter.at(emit(child, grid)));
      const operator = node.kind === "sum" ? "+" : "*";
      // One statement each, because compilers reject expressions of a thousand parts.
      const lines = others.map((value) => `value = value ${operator} ${value};`);
      return emitter.define([`var value = ${first};`, ...lines, "return value;"]);
    }
    case "clamp": {
      const value = emitter.at(emit(node.child, grid));
      const least = node.minimum === null ? value : `max(${value}, ${emitter.number(node.minimum)})`;
      const most = node.maximum === null ? least : `min(${least}, ${emitter.number(node.maximum)})`;
      return emitter.define([`return ${most};`]);
    }
    default:
      return node satisfies never;
  }
}
