/** The reference semantics of element programs: an interpreter over blocks of elements. */
import { addLanes, LANES } from "./lanes.js";
import type { ElementInstruction, ElementProgram, Loop } from "./program.js";

const { fround, sqrt, abs } = Math;

/** The number of elements per block: few enough that the registers stay in the cache. */
const BLOCK = 512;

/** A loop that interprets the program. Registers are Float32Arrays: storing rounds, as every operation of a rule does. */
export function interpreted(program: ElementProgram): Loop {
  const { instructions, parameter, results, sums } = program;
  const registers = instructions.map(() => new Float32Array(BLOCK));
  const lanes = sums.map(() => new Float64Array(LANES));
  return ({ p, g, arrays, scalars, sums: totals }, first, slotFirst, workFirst, count) => {
    for (let i = 0; i < lanes.length; i++) (lanes[i] as Float64Array).fill(0);
    for (let start = 0; start < count; start += BLOCK) {
      const length = Math.min(BLOCK, count - start);
      for (let i = 0; i < instructions.length; i++) {
        const instruction = instructions[i] as ElementInstruction;
        const out = registers[i] as Float32Array;
        switch (instruction.operation) {
          case "parameter":
            for (let k = 0; k < length; k++) out[k] = p[first + start + k] as number;
            break;
          case "gradient":
            for (let k = 0; k < length; k++)
              out[k] = (g[first + start + k] as number) * (scalars[0] as number);
            break;
          case "array": {
            const from = start + (program.arrays[instruction.index] === "work" ? workFirst : slotFirst);
            const array = arrays[instruction.index] as Float32Array;
            for (let k = 0; k < length; k++) out[k] = array[from + k] as number;
            break;
          }
          case "scalar":
            out.fill(scalars[instruction.index] as number, 0, length);
            break;
          case "literal":
            out.fill(instruction.value, 0, length);
            break;
          case "select":
            choose(instruction, program, registers, scalars, out, length);
            break;
          default:
            apply(instruction, registers, out, length);
        }
      }
      for (let i = 0; i < sums.length; i++) {
        const values = registers[sums[i] as number] as Float32Array;
        const lane = lanes[i] as Float64Array;
        for (let k = 0; k < length; k++)
          lane[k % LANES] = (lane[k % LANES] as number) + (values[k] as number);
      }
      if (parameter !== null) store(registers[parameter] as Float32Array, p, first + start, length);
      for (let i = 0; i < results.length; i++) {
        const register = results[i] as number | null;
        if (register === null) continue;
        const from = start + (program.arrays[i] === "work" ? workFirst : slotFirst);
        store(registers[register] as Float32Array, arrays[i] as Float32Array, from, length);
      }
    }
    for (let i = 0; i < lanes.length; i++) totals[i] = addLanes(lanes[i] as Float64Array);
  };
}

/** Copies the first values of a register, without making views. */
function store(register: Float32Array, to: Float32Array, start: number, length: number): void {
  for (let k = 0; k < length; k++) to[start + k] = register[k] as number;
}

type Select = Extract<ElementInstruction, { operation: "select" }>;
type Apply = Exclude<Extract<ElementInstruction, { args: readonly number[] }>, Select>;

function choose(
  { by, args: [whenTrue, whenFalse] }: Select,
  { conditions }: ElementProgram,
  registers: readonly Float32Array[],
  scalars: Float32Array,
  out: Float32Array,
  length: number,
): void {
  const [a, b] = [registers[whenTrue] as Float32Array, registers[whenFalse] as Float32Array];
  if ("condition" in by) {
    const holds = scalars[conditions[by.condition] as number] !== 0;
    store(holds ? a : b, out, 0, length);
    return;
  }
  const condition = registers[by.register] as Float32Array;
  for (let k = 0; k < length; k++) out[k] = (condition[k] !== 0 ? a[k] : b[k]) as number;
}

function apply(
  { operation, args }: Apply,
  registers: readonly Float32Array[],
  out: Float32Array,
  length: number,
): void {
  const a = registers[args[0] as number] as Float32Array;
  const b = registers[args[1] as number] ?? a;
  const compute = functions[operation];
  for (let k = 0; k < length; k++) out[k] = compute(a[k] as number, b[k] as number);
}

/** The operations, in float64. Storing a result rounds it, which gives the result of float32 arithmetic. */
const functions: Readonly<Record<Apply["operation"], (a: number, b: number) => number>> = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  neg: (a) => -a,
  abs: (a) => abs(a),
  sqrt: (a) => fround(sqrt(a)),
  min: (a, b) => (b < a || Number.isNaN(b) ? b : a),
  max: (a, b) => (b > a || Number.isNaN(b) ? b : a),
  sign: (a) => (a > 0 ? 1 : a < 0 ? -1 : 0),
  lt: (a, b) => (a < b ? 1 : 0),
  le: (a, b) => (a <= b ? 1 : 0),
  eq: (a, b) => (a === b ? 1 : 0),
};
