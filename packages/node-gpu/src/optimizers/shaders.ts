/** The shared code of the kernels of a step, and the first two kernels: inspect gradients, and begin the step. */

import type { Schedule } from "@anneal/core";
import type { OwnedUint32Array } from "@anneal/core/arguments";
import { WORKGROUP_SIZE } from "../dispatch/shape.js";
import { schedulesCode } from "../wgsl/to-wgsl.js";
import { ROW } from "./form.js";

/** The number of rows on the device, for the next updates. */
export const RING = 256;

/** Words before the numbers in the state buffer: current rows, rates of the device, and numbers that it computes. */
export const HEADER_LENGTH = 8;

/** `count` is the number of updates; `enabled` is 0 if this step is skipped. */
export const STATE = `struct State {
  count: vec2u,
  enabled: u32,
  skipped: u32,
  norm: f32,
  clip: f32,
  found: u32,
  filler: u32,
  numbers: array<f32>,
}`;

/**
 * `row` and `numbers` locate the numbers of a kernel, `first` is the index of the window's first workgroup in the list of
 * partial sums, `last` the number of values in its last vector.
 */
export const PART = "struct Part { length: u32, row: u32, first: u32, last: u32, numbers: u32 }";

export const INDEX = `(workgroup.y * workgroups.x + workgroup.x) * ${WORKGROUP_SIZE}u + thread`;
export const BUILTINS = `@builtin(workgroup_id) workgroup: vec3u, @builtin(num_workgroups) workgroups: vec3u,
    @builtin(local_invocation_index) thread: u32`;

/** Kernels work on vectors of four values, or on single values if a borrowed buffer does not consist of whole vectors. */
export type Lanes = "vec4f" | "f32";

/** The largest number of workgroups that share the gradients of a window. Each produces one partial sum. */
export const MOST_PARTIALS = 1024;

/**
 * The first pass over the gradients of a window: the sum of squares of each workgroup, and whether there is NaN or an
 * infinity. They are detected by their bits, because WGSL may assume that there are none.
 * @param isWhole Whether every vector belongs to the tensor as a whole. Values beyond its end are ignored.
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

/** Adds over the threads of a workgroup, in pairs. */
export function reduction(...lines: string[]): string {
  return `  workgroupBarrier();
  for (var half = ${WORKGROUP_SIZE / 2}u; half > 0u; half /= 2u) {
    if (thread < half) {
      ${lines.join("\n      ")}
    }
    workgroupBarrier();
  }`;
}

/** The options of the kernel that begins a step. */
export interface BeginOptions {
  /** The number of rows, and the length of each. */
  readonly rows: number;
  readonly rowLength: number;
  /** The number of partial sums; 0: gradients are not inspected. */
  readonly partials: number;
  /** Whether a step with NaN or infinities in its gradients is skipped. */
  readonly skips: boolean;
  /** Whether the caller has a flag that skips a step. */
  readonly hasFlag: boolean;
  /** The norm to which gradients are clipped; null: no clipping. */
  readonly maxNorm: number | null;
  /** The schedule of each group whose rate is computed here, after the rows; null for other groups. */
  readonly schedules: readonly (Schedule | null)[];
}

/** Adds the partial sums, decides whether to skip, copies the rows of this update, computes rates, and counts. */
export function beginShader({
  rows,
  rowLength,
  partials,
  skips,
  hasFlag,
  maxNorm,
  schedules,
}: BeginOptions): {
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
  const scheduled = own.map(
    ({ group }) => `    state.numbers[${rows * rowLength + group}u] = rate_${group}(state.count);`,
  );
  // The flag is a number of any type; 0 and -0 are false.
  const conditions = [
    ...(skips && partials > 0 ? ["!found"] : []),
    ...(hasFlag ? ["(flag[0] & 0x7fffffffu) == 0u"] : []),
  ];
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
${binding}${hasFlag ? "@group(0) @binding(4) var<storage, read> flag: array<u32>;\n" : ""}
@compute @workgroup_size(${WORKGROUP_SIZE})
fn main(@builtin(local_invocation_index) thread: u32) {
${partials === 0 ? "" : decide(partials, maxNorm)}
  let start = (state.count.x % ${RING}u) * ${rows * rowLength}u;
  for (var i = thread; i < ${rows * rowLength}u; i += ${WORKGROUP_SIZE}u) { state.numbers[i] = upcoming[start + i]; }
${scheduled.length === 0 ? "" : `  if (thread == 0u) {\n${scheduled.join("\n")}\n  }\n`}  storageBarrier();
  if (thread == 0u) {
${partials === 0 ? "" : RECORD}    let enabled = ${conditions.length === 0 ? "true" : conditions.join(" && ")};
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
    state.found = u32(found);
`;

/** An exponent of all ones: NaN or an infinity. */
const NOT_FINITE = "0x7f800000u";
/** The first row: `gradScale` is the same for all. */
const FIRST_ROW = `(state.count.x % ${RING}u) * (arrayLength(&upcoming) / ${RING}u)`;

function decide(partials: number, maxNorm: number | null): string {
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
  // By the bits, whose order is that of the numbers. A gradient that overflows when gradScale is undone is not finite.
  let limit = bitcast<u32>(upcoming[${FIRST_ROW} + ${ROW.largestGradient}u]);
  let found = largest[0] > limit;
  // The sum may overflow although every gradient is finite. Then the norm is infinite, and clipping returns 0.
  let root = sqrt(squares[0]);
  let overflows = (bitcast<u32>(squares[0]) & 0x7fffffffu) >= ${NOT_FINITE} || bitcast<u32>(root) > limit;
  let norm = root * abs(upcoming[${FIRST_ROW} + ${ROW.gradientFactor}u]);
  let clip = ${clip};`;
}
