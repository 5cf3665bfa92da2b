/** Prints the passes of a rule in WGSL: the loop over elements, and the numbers computed from sums. */
import type { ElementInstruction, Stage } from "@anneal/core/optimizer-engine";
import { WORKGROUP_SIZE } from "../dispatch/shape.js";
import type { GpuForm, NumberPart, NumberPlace } from "./form.js";
import { placeOf } from "./form.js";
import { BUILTINS, INDEX, type Lanes, PART, reduction, STATE } from "./shaders.js";
import type { DeviceInstruction, Operand } from "./split.js";

const LARGEST = Math.fround(3.4028234663852886e38);

/** A float32 in WGSL. WGSL has no infinities, so the largest number replaces them. */
export function literal(value: number): string {
  const rounded = Math.max(-LARGEST, Math.min(LARGEST, Math.fround(value)));
  return rounded < 0 || Object.is(rounded, -0) ? `(${rounded}f)` : `${rounded}f`;
}

/** An array that a pass binds. */
export interface PassArray {
  /** Its name in the kernel. */
  readonly name: string;
  /** Null: the parameters or the gradients. */
  readonly slot: string | null;
  readonly access: "read" | "read_write";
}

/** The name of a slot in a kernel: its own name, or its index if WGSL does not allow the name. */
function slotName({ slots }: GpuForm, name: string): string {
  return /^[A-Za-z0-9]+$/.test(name) ? `slot_${name}` : `slot_${slots.indexOf(name)}_`;
}

/** Whether a pass is the last one, which overwrites its inputs. */
const isLast = (form: GpuForm, stage: number) => stage === form.stages.length - 1;

/** Slots that the last pass writes only in the first update, because they never change later. */
function filledSlots(form: GpuForm, stage: number): readonly string[] {
  if (!isLast(form, stage)) return [];
  const { arrays, results } = (form.program.stages[stage] as Stage).elements;
  const changed = arrays.filter((_, i) => results[i] !== null);
  return (form.starts[stage] ?? []).map(({ name }) => name).filter((name) => !changed.includes(name));
}

export function arraysOf(form: GpuForm, stage: number): PassArray[] {
  const { elements } = form.program.stages[stage] as Stage;
  const { instructions, arrays, results, parameter } = elements;
  const reads = (operation: string) => instructions.some((each) => each.operation === operation);
  const filled = filledSlots(form, stage);
  const names = [...arrays, ...filled.filter((name) => !arrays.includes(name))];
  const begins = (form.starts[stage] ?? []).some(
    ({ name, value }) => value === "parameter" && names.includes(name),
  );
  const list: PassArray[] = [];
  if (parameter !== null) list.push({ name: "params", slot: null, access: "read_write" });
  else if (reads("parameter") || begins) list.push({ name: "params", slot: null, access: "read" });
  if (reads("gradient")) list.push({ name: "grads", slot: null, access: "read" });
  for (const [i, name] of names.entries()) {
    const isWritten = (results[i] ?? null) !== null || filled.includes(name);
    list.push({ name: slotName(form, name), slot: name, access: isWritten ? "read_write" : "read" });
  }
  return list;
}

export interface ElementShaderOptions {
  readonly lanes: Lanes;
  /** Whether the gradients are multiplied by the factor that clips them. */
  readonly clips: boolean;
  /** Whether every vector belongs to the tensor as a whole. */
  readonly isWhole: boolean;
  /** The number of partial sums of each kind. */
  readonly partials: number;
}

/** One pass over a window. */
export function elementShader(form: GpuForm, stage: number, options: ElementShaderOptions): string {
  const { lanes, clips, isWhole, partials } = options;
  const { elements } = form.program.stages[stage] as Stage;
  const { sums, parameter, results, arrays } = elements;
  const bound = arraysOf(form, stage);
  const starts = new Map((form.starts[stage] ?? []).map(({ name, value }) => [name, value]));
  const filled = filledSlots(form, stage);
  const slot = (name: string) => slotName(form, name);
  const begin = (name: string) => {
    const start = starts.get(name);
    if (start === undefined) return `${slot(name)}[i]`;
    const value = start === "parameter" ? "params[i]" : `Lanes(${printPlace(start)})`;
    return `select(${slot(name)}[i], ${value}, isFirst)`;
  };
  const places = (form.stages[stage] as NumberPart).places;
  const lines = elements.instructions.map((instruction, i) => {
    const value = printInstruction(instruction, elements.conditions, places, {
      gradient: `grads[i]${clips ? " * state.clip" : ""} * given(0u)`,
      array: (index) => begin(arrays[index] as string),
    });
    return `let r${i} = ${value};`;
  });
  const writes = [
    ...results.flatMap((register, i) =>
      register === null ? [] : [`${slot(arrays[i] as string)}[i] = r${register};`],
    ),
    ...filled.map((name) => `if (isFirst) { ${slot(name)}[i] = ${begin(name)}; }`),
    ...(parameter === null ? [] : [`params[i] = r${parameter};`]),
  ];
  const body = [...lines, ...sums.flatMap((register, k) => addToSum(k, register, lanes, isWhole)), ...writes];
  const usesFirst = body.some((line) => line.includes("isFirst"));
  const first = usesFirst ? ["let isFirst = state.count.x == 1u && state.count.y == 0u;"] : [];
  const indented = (indent: string) => body.map((line) => indent + line).join("\n");
  const head = `alias Lanes = ${lanes};

${STATE}
${PART}

@group(0) @binding(0) var<uniform> part: Part;
@group(0) @binding(1) var<storage, read> state: State;
${bound.map(({ name, access }, i) => `@group(0) @binding(${i + 2}) var<storage, ${access}> ${name}: array<Lanes>;`).join("\n")}
${sums.length === 0 ? "" : `@group(0) @binding(${bound.length + 2}) var<storage, read_write> partials: array<f32>;\n`}
fn given(place: u32) -> f32 { return state.numbers[part.row + place]; }
fn computed(place: u32) -> f32 { return state.numbers[part.numbers + place]; }
`;
  if (sums.length === 0) {
    return `${head}
@compute @workgroup_size(${WORKGROUP_SIZE})
fn main(${BUILTINS}) {
  let i = ${INDEX};
  if (i >= part.length || state.enabled == 0u) { return; }
${[...first, ""].map((line) => (line === "" ? "" : `  ${line}\n`)).join("")}${indented("  ")}
}
`;
  }
  return `${head}
${sums.map((_, k) => `var<workgroup> total_${k}: array<f32, ${WORKGROUP_SIZE}>;`).join("\n")}

@compute @workgroup_size(${WORKGROUP_SIZE})
fn main(${BUILTINS}) {
  let stride = workgroups.x * workgroups.y * ${WORKGROUP_SIZE}u;
${first.map((line) => `  ${line}\n`).join("")}${sums.map((_, k) => `  var sum_${k} = 0.0;`).join("\n")}
  for (var i = ${INDEX}; i < part.length && state.enabled != 0u; i += stride) {
${indented("    ")}
  }
${sums.map((_, k) => `  total_${k}[thread] = sum_${k};`).join("\n")}
${reduction(...sums.map((_, k) => `total_${k}[thread] += total_${k}[thread + half];`))}
  if (thread == 0u) {
    let place = part.first + workgroup.y * workgroups.x + workgroup.x;
${sums.map((_, k) => `    partials[${k * partials}u + place] = total_${k}[0];`).join("\n")}
  }
}
`;
}

function addToSum(k: number, register: number, lanes: Lanes, isWhole: boolean): string[] {
  if (lanes === "f32") return [`sum_${k} += r${register};`];
  if (isWhole) return [`sum_${k} += dot(r${register}, vec4f(1.0));`];
  return [
    `let counts_${k} = vec4u(0u, 1u, 2u, 3u) < vec4u(select(4u, part.last, i + 1u == part.length));`,
    `sum_${k} += dot(select(vec4f(), r${register}, counts_${k}), vec4f(1.0));`,
  ];
}

function printPlace(place: NumberPlace): string {
  if (place.in === "code") return literal(place.value);
  return `${place.in === "row" ? "given" : "computed"}(${place.place}u)`;
}

const infix: Readonly<Record<string, string>> = {
  add: "+",
  sub: "-",
  mul: "*",
  div: "/",
  lt: "<",
  le: "<=",
  eq: "==",
};

function printInstruction(
  instruction: ElementInstruction,
  conditions: readonly number[],
  places: readonly NumberPlace[],
  reads: { readonly gradient: string; readonly array: (index: number) => string },
): string {
  const number = (index: number) => printPlace(places[index - 1] as NumberPlace);
  switch (instruction.operation) {
    case "parameter":
      return "params[i]";
    case "gradient":
      return reads.gradient;
    case "array":
      return reads.array(instruction.index);
    case "scalar":
      return `Lanes(${number(instruction.index)})`;
    case "literal":
      return `Lanes(${literal(instruction.value)})`;
    case "select": {
      const { by, args } = instruction;
      const condition =
        "register" in by ? `r${by.register}` : `${number(conditions[by.condition] as number)} != 0.0`;
      return `select(r${args[1]}, r${args[0]}, ${condition})`;
    }
    default: {
      const [a, b] = instruction.args.map((arg) => `r${arg}`) as [string, string];
      const sign = infix[instruction.operation];
      if (sign !== undefined) return `${a} ${sign} ${b}`;
      if (instruction.operation === "neg") return `-${a}`;
      return `${instruction.operation}(${[a, b].slice(0, instruction.args.length).join(", ")})`;
    }
  }
}

/** Adds the partial sums of a tensor's workgroups. `first` is the index of its first partial sum. */
export function totalsShader(places: readonly number[], sumCount: number, partials: number): string {
  const sums = places.map((_, k) => k);
  return `struct Tensor { first: u32, count: u32, position: u32, filler: u32 }

@group(0) @binding(0) var<uniform> tensor: Tensor;
@group(0) @binding(1) var<storage, read> partials: array<f32>;
@group(0) @binding(2) var<storage, read_write> totals: array<f32>;
${sums.map((k) => `var<workgroup> total_${k}: array<f32, ${WORKGROUP_SIZE}>;`).join("\n")}

@compute @workgroup_size(${WORKGROUP_SIZE})
fn main(@builtin(local_invocation_index) thread: u32) {
${sums.map((k) => `  var sum_${k} = 0.0;`).join("\n")}
  for (var i = thread; i < tensor.count; i += ${WORKGROUP_SIZE}u) {
${sums.map((k) => `    sum_${k} += partials[${k * partials}u + tensor.first + i];`).join("\n")}
  }
${sums.map((k) => `  total_${k}[thread] = sum_${k};`).join("\n")}
${reduction(...sums.map((k) => `total_${k}[thread] += total_${k}[thread + half];`))}
  if (thread == 0u) {
${places.map((place, k) => `    totals[tensor.position * ${sumCount}u + ${place}u] = total_${k}[0];`).join("\n")}
  }
}
`;
}

/** Numbers computed from sums, from a rate on the device, or from numbers of the previous step. */
export function numbersShader(form: GpuForm, part: NumberPart, sumCount: number): string {
  const { device, outputs } = part.split;
  const shared = device.flatMap((each) =>
    each.operation === "input" && each.input.kind === "sum" && each.input.over === "optimizer"
      ? [each.input.place]
      : [],
  );
  const usesTotals = device.some((each) => each.operation === "input" && each.input.kind === "sum");
  const lines = device.map((each, i) => `    let d${i} = ${printDevice(each, part, sumCount)};`);
  const isCarried = part === form.carried;
  const value = (operand: Operand) =>
    operand.from === "register" ? `d${operand.register}` : printPlace(placeOf(operand, part));
  const stores = isCarried
    ? form.carriedPlaces.flatMap(({ place, per, result }) => {
        if (place < 0 || result < 0) return [];
        const store = `state.numbers[unit.numbers + ${place}u] = ${value(outputs[result] as Operand)};`;
        return [per === "optimizer" ? `    if (unit.decides == 1u) { ${store} }` : `    ${store}`];
      })
    : part.places.flatMap((place, i) =>
        place.in === "numbers"
          ? [`    state.numbers[unit.numbers + ${place.place}u] = ${value(outputs[i] as Operand)};`]
          : [],
      );
  const body = [...lines, ...stores].join("\n");
  const usesFirst = body.includes("isFirst");
  return `${STATE}
struct Unit { numbers: u32, row: u32, position: u32, ruleFirst: u32, ruleCount: u32, rate: u32, ofRule: u32, decides: u32 }

@group(0) @binding(0) var<uniform> unit: Unit;
@group(0) @binding(1) var<storage, read_write> state: State;
${usesTotals ? "@group(0) @binding(2) var<storage, read> totals: array<f32>;" : ""}
${shared.map((place) => `var<workgroup> over_${place}: array<f32, ${WORKGROUP_SIZE}>;`).join("\n")}

fn given(place: u32) -> f32 { return state.numbers[unit.row + place]; }

@compute @workgroup_size(${WORKGROUP_SIZE})
fn main(@builtin(local_invocation_index) thread: u32) {
${shared
  .map(
    (place) => `  var sum_${place} = 0.0;
  for (var i = thread; i < unit.ruleCount; i += ${WORKGROUP_SIZE}u) {
    sum_${place} += totals[(unit.ruleFirst + i) * ${sumCount}u + ${place}u];
  }
  over_${place}[thread] = sum_${place};`,
  )
  .join("\n")}
${shared.length === 0 ? "" : reduction(...shared.map((place) => `over_${place}[thread] += over_${place}[thread + half];`))}
  if (thread == 0u && state.enabled != 0u) {
${usesFirst ? "    let isFirst = state.count.x == 1u && state.count.y == 0u;\n" : ""}${body}
  }
}
`;
}

function printDevice(instruction: DeviceInstruction, part: NumberPart, sumCount: number): string {
  const print = (operand: Operand) =>
    operand.from === "register" ? `d${operand.register}` : printPlace(placeOf(operand, part));
  if (instruction.operation === "input") {
    const { input, start } = instruction;
    if (input.kind === "rate") return "state.numbers[unit.rate]";
    if (input.kind === "sum") {
      return input.over === "optimizer"
        ? `over_${input.place}[0]`
        : `totals[unit.position * ${sumCount}u + ${input.place}u]`;
    }
    const base = input.per === "optimizer" ? "unit.ofRule" : "unit.numbers";
    const kept = `state.numbers[${base} + ${input.place}u]`;
    return start === null ? kept : `select(${kept}, ${print(start)}, isFirst)`;
  }
  const [a, b, c] = instruction.args.map(print) as [string, string, string];
  switch (instruction.operation) {
    case "add":
    case "sub":
    case "mul":
    case "div":
      return `${a} ${infix[instruction.operation]} ${b}`;
    case "lt":
    case "le":
    case "eq":
      return `select(0.0, 1.0, ${a} ${infix[instruction.operation]} ${b})`;
    case "select":
      return `select(${c}, ${b}, ${a} != 0.0)`;
    case "neg":
      return `-${a}`;
    case "ln":
      return `log(${a})`;
    case "float32":
      return a;
    default:
      return `${instruction.operation}(${[a, b].slice(0, instruction.args.length).join(", ")})`;
  }
}
