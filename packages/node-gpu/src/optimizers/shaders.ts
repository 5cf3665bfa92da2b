/** The three kernels of a step: look at the gradients, begin, update. */

import type { Schedule } from "@anneal/core";
import type { OwnedUint32Array } from "@anneal/core/arguments";
import { WORKGROUP_SIZE } from "../dispatch/shape.js";
import { schedulesCode } from "../wgsl/to-wgsl.js";
import { ROW_LENGTH, type Rule, SLOTS } from "./rules.js";

/** Rows that the device has at a time: those of the updates that may come next. */
export const RING = 256;

/** Words before the live rows in the state buffer. */
export const HEADER_LENGTH = 8;

/** `count` is of updates made; `enabled` is 0 where this step is left out. */
const STATE = `struct State {
  count: vec2u,
  enabled: u32,
  skipped: u32,
  norm: f32,
  clip: f32,
  found: u32,
  filler: u32,
  rows: array<f32>,
}`;

/** `first` is the window's first workgroup in the list of partial sums, `last` how many values its last vector has. */
const PART = "struct Part { length: u32, group: u32, first: u32, last: u32 }";

const INDEX = `(workgroup.y * workgroups.x + workgroup.x) * ${WORKGROUP_SIZE}u + thread`;
const BUILTINS = `@builtin(workgroup_id) workgroup: vec3u, @builtin(num_workgroups) workgroups: vec3u,
    @builtin(local_invocation_index) thread: u32`;

/** Kernels work on vectors of four values, or on single ones where a buffer of somebody else has no whole vectors. */
export type Lanes = "vec4f" | "f32";

/** One update of a window. */
export function updateShader(rule: Rule, lanes: Lanes, clips: boolean): string {
  const buffers = ["params", "grads", ...rule.state.map((name) => `${name}_values`)];
  const declarations = buffers.map((name, i) => {
    const access = name === "grads" ? "read" : "read_write";
    return `@group(0) @binding(${i + 2}) var<storage, ${access}> ${name}: array<Lanes>;`;
  });
  return `alias Lanes = ${lanes};

${STATE}
${PART}

@group(0) @binding(0) var<uniform> part: Part;
@group(0) @binding(1) var<storage, read> state: State;
${declarations.join("\n")}

fn row(slot: u32) -> f32 {
  return state.rows[part.group * ${ROW_LENGTH}u + slot];
}

@compute @workgroup_size(${WORKGROUP_SIZE})
fn main(${BUILTINS}) {
  let i = ${INDEX};
  if (i >= part.length || state.enabled == 0u) { return; }
  var p = params[i];
  var g = grads[i]${clips ? " * state.clip" : ""} * row(${SLOTS.gradientFactor}u);
  let l2 = row(${SLOTS.l2}u);
  if (l2 != 0.0) { g = g + l2 * p; }
${rule.state.map((name) => `  var ${name} = ${name}_values[i];`).join("\n")}
${rule.code}
  params[i] = p;
${rule.state.map((name) => `  ${name}_values[i] = ${name};`).join("\n")}
}
`;
}

/** The most workgroups that share the gradients of a window: each leaves one partial sum. */
export const MOST_PARTIALS = 1024;

/**
 * The first pass over the gradients of a window: the sum of squares of each workgroup, and whether there is NaN or an
 * infinity. Those are told by their bits, as WGSL may assume that there are none.
 * @param isWhole Whether every vector is the tensor's to its end. What a kernel of the user's left beyond doesn't count.
 */
export function inspectShader(lanes: Lanes, isWhole: boolean): string {
  const [bits, largest, square] =
    lanes === "f32"
      ? ["u32", "bits & 0x7fffffffu", "value * value"]
      : ["vec4u", "max(max(b.x, b.y), max(b.z, b.w))", "dot(value, value)"];
  const masked =
    lanes === "f32"
      ? ""
      : `let b = bits & vec4u(0x7fffffffu);
    `;
  return `${PART}
struct Partial { squares: f32, largest: u32 }

@group(0) @binding(0) var<uniform> part: Part;
@group(0) @binding(1) var<storage, read_write> partials: array<Partial>;
@group(0) @binding(2) var<storage, read> grads: array<${lanes}>;

var<workgroup> squares: array<f32, ${WORKGROUP_SIZE}>;
var<workgroup> largest: array<u32, ${WORKGROUP_SIZE}>;

@compute @workgroup_size(${WORKGROUP_SIZE})
fn main(${BUILTINS}) {
  let stride = workgroups.x * workgroups.y * ${WORKGROUP_SIZE}u;
  var sum = 0.0;
  var most = 0u;
  for (var i = ${INDEX}; i < part.length; i += stride) {
    ${isWhole ? "let value = grads[i];" : MASKED}
    let bits = bitcast<${bits}>(value);
    ${masked}most = max(most, ${largest});
    sum += ${square};
  }
  squares[thread] = sum;
  largest[thread] = most;
${reduction("squares[thread] += squares[thread + half];", "largest[thread] = max(largest[thread], largest[thread + half]);")}
  if (thread == 0u) {
    partials[part.first + workgroup.y * workgroups.x + workgroup.x] = Partial(squares[0], largest[0]);
  }
}
`;
}

const MASKED = `var value = grads[i];
    if (i + 1u == part.length) { value = select(vec4f(), value, vec4u(0u, 1u, 2u, 3u) < vec4u(part.last)); }`;

/** Adds up over the threads of a workgroup, in pairs. */
function reduction(...lines: string[]): string {
  return `  workgroupBarrier();
  for (var half = ${WORKGROUP_SIZE / 2}u; half > 0u; half /= 2u) {
    if (thread < half) {
      ${lines.join("\n      ")}
    }
    workgroupBarrier();
  }`;
}

/** What the kernel that begins a step is made for. */
export interface BeginOptions {
  readonly groups: number;
  /** How many partial sums there are; 0: nobody looks at the gradients. */
  readonly partials: number;
  /** Whether a step with a gradient that is not finite is left out. */
  readonly skips: boolean;
  /** What gradients are clipped to; null: they aren't. */
  readonly maxNorm: number | null;
  /** The schedule of each group whose rate is computed here; null for the others. */
  readonly schedules: readonly (Schedule | null)[];
}

/** Adds up the partial sums, decides, takes the rows of this update, computes rates and counts. */
export function beginShader({ groups, partials, skips, maxNorm, schedules }: BeginOptions): {
  readonly code: string;
  readonly data: OwnedUint32Array;
} {
  const own = schedules.flatMap((schedule, group) => (schedule === null ? [] : [{ schedule, group }]));
  const names = own.map(({ group }) => `rate_${group}`);
  const [first, ...others] = names;
  const rates =
    first === undefined
      ? { code: "", data: new Uint32Array() }
      : schedulesCode(
          own.map(({ schedule }) => schedule),
          [first, ...others],
          "@group(0) @binding(3)",
          [],
        );
  const row = (slot: number) => `state.rows[group * ${ROW_LENGTH}u + ${slot}u]`;
  const given = (slot: number) => `upcoming[start + ${slot}u]`;
  const scheduled = own.map(
    ({ group }) => `    if (group == ${group}u) {
      let rate = rate_${group}(state.count);
      ${row(SLOTS.decay)} = 1.0 - rate * ${given(SLOTS.decayRate)};
      ${row(SLOTS.step)} = -(rate * ${given(SLOTS.stepRate)});
    }`,
  );
  const binding =
    partials === 0
      ? ""
      : `struct Partial { squares: f32, largest: u32 }
@group(0) @binding(2) var<storage, read> partials: array<Partial>;
var<workgroup> squares: array<f32, ${WORKGROUP_SIZE}>;
var<workgroup> largest: array<u32, ${WORKGROUP_SIZE}>;
`;
  const code = `${rates.code}
${STATE}

@group(0) @binding(0) var<storage, read_write> state: State;
@group(0) @binding(1) var<storage, read> upcoming: array<f32>;
${binding}
@compute @workgroup_size(${WORKGROUP_SIZE})
fn main(@builtin(local_invocation_index) thread: u32) {
${partials === 0 ? "" : decide(partials, skips, maxNorm)}
  for (var group = thread; group < ${groups}u; group += ${WORKGROUP_SIZE}u) {
    let start = ((state.count.x % ${RING}u) * ${groups}u + group) * ${ROW_LENGTH}u;
    for (var i = 0u; i < ${SLOTS.decayRate}u; i++) { state.rows[group * ${ROW_LENGTH}u + i] = upcoming[start + i]; }
${scheduled.join("\n")}
  }
  storageBarrier();
  if (thread == 0u) {
${partials === 0 ? "    let enabled = true;" : RECORD}
    state.enabled = u32(enabled);
    if (enabled) {
      state.count.x += 1u;
      state.count.y += u32(state.count.x == 0u);
    } else {
      state.skipped += 1u;
    }
  }
}
`;
  return { code, data: rates.data };
}

const RECORD = `    state.norm = norm;
    state.clip = clip;
    state.found = u32(found);`;

/** An exponent of all ones: NaN or an infinity. */
const NOT_FINITE = "0x7f800000u";
/** The first number of the first group's row: `gradScale` is the same for all groups. */
const ROW = `(state.count.x % ${RING}u) * (arrayLength(&upcoming) / ${RING}u)`;

function decide(partials: number, skips: boolean, maxNorm: number | null): string {
  const clip =
    maxNorm === null
      ? "1.0"
      : `select(select(min(1.0, (1.0 / (norm + 1e-6)) * f32(${Math.fround(maxNorm)})), 0.0, overflows), 1.0, found)`;
  return `  var sum = 0.0;
  var most = 0u;
  for (var i = thread; i < ${partials}u; i += ${WORKGROUP_SIZE}u) {
    sum += partials[i].squares;
    most = max(most, partials[i].largest);
  }
  squares[thread] = sum;
  largest[thread] = most;
${reduction("squares[thread] += squares[thread + half];", "largest[thread] = max(largest[thread], largest[thread + half]);")}
  // By the bits, which are ordered as the numbers. What overflows once gradScale is undone is not finite either.
  let limit = bitcast<u32>(upcoming[${ROW} + ${SLOTS.largestGradient}u]);
  let found = largest[0] > limit;
  // The sum may overflow though every gradient is finite: the norm counts as infinite, and clipping gives 0.
  let root = sqrt(squares[0]);
  let overflows = (bitcast<u32>(squares[0]) & 0x7fffffffu) >= ${NOT_FINITE} || bitcast<u32>(root) > limit;
  let norm = root * abs(upcoming[${ROW} + ${SLOTS.gradientFactor}u]);
  let clip = ${clip};
  let enabled = ${skips ? "!found" : "true"};`;
}
