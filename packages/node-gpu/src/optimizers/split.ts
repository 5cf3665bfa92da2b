/** Splits the numbers of a rule: the host computes most in float64 ahead; the device computes those that depend on sums. */
import { InvalidArgumentError } from "@anneal/core";
import type { ScalarInstruction, ScalarProgram } from "@anneal/core/optimizer-engine";

/** The source of a number on the device. */
export type Operand =
  | { readonly from: "row"; readonly place: number }
  | { readonly from: "register"; readonly register: number }
  | { readonly from: "literal"; readonly value: number };

/** An input that only the device has. */
export type DeviceInput =
  | { readonly kind: "rate" }
  | { readonly kind: "sum"; readonly over: "tensor" | "optimizer"; readonly place: number }
  | {
      readonly kind: "carried";
      readonly per: "parameter" | "group" | "optimizer";
      readonly place: number;
      /** Its value before the first update: a number, or the hyper-parameter at an index of the inputs. */
      readonly start: number | { readonly input: number };
    };

/** Float32 arithmetic of a few numbers on the device. */
export type DeviceInstruction =
  | { readonly operation: "input"; readonly input: DeviceInput; readonly start: Operand | null }
  | { readonly operation: DeviceOperation; readonly args: readonly Operand[] };

export type DeviceOperation = Exclude<
  Extract<ScalarInstruction, { args: readonly number[] }>["operation"],
  "wholePower"
>;

/** A scalar program in two parts. */
export interface SplitProgram {
  /** The part of the host. Its outputs are indices of a row. */
  readonly host: ScalarProgram;
  readonly device: readonly DeviceInstruction[];
  readonly outputs: readonly Operand[];
}

/** Whether each register of a program depends on inputs that only the device has. */
export function deviceRegisters(program: ScalarProgram, inputs: ReadonlyMap<number, unknown>): boolean[] {
  const isOnDevice: boolean[] = [];
  for (const instruction of program.instructions) {
    if (instruction.operation === "literal") isOnDevice.push(false);
    else if (instruction.operation === "input") isOnDevice.push(inputs.has(instruction.index));
    else isOnDevice.push(instruction.args.some((arg) => isOnDevice[arg]));
  }
  return isOnDevice;
}

/**
 * @param inputs The inputs that only the device has, by their index among all inputs.
 * @throws InvalidArgumentError if the device can't compute the program
 */
export function split(program: ScalarProgram, inputs: ReadonlyMap<number, DeviceInput>): SplitProgram {
  const isOnDevice = deviceRegisters(program, inputs);
  if (!isOnDevice.includes(true)) {
    const outputs = program.outputs.map((_, place) => ({ from: "row", place }) as const);
    return { host: program, device: [], outputs };
  }
  const kept: ScalarInstruction[] = [];
  const outputs: number[] = [];
  const device: DeviceInstruction[] = [];
  const keptRegisters = new Map<number, number>();
  const deviceRegister = new Map<number, number>();

  const keep = (register: number): number => {
    const known = keptRegisters.get(register);
    if (known !== undefined) return known;
    const instruction = program.instructions[register] as ScalarInstruction;
    const written =
      "args" in instruction ? { ...instruction, args: instruction.args.map(keep) } : instruction;
    keptRegisters.set(register, kept.length);
    return kept.push(written) - 1;
  };
  const row = (keptRegister: number): Operand => {
    const known = outputs.indexOf(keptRegister);
    return { from: "row", place: known >= 0 ? known : outputs.push(keptRegister) - 1 };
  };
  const startOf = (input: DeviceInput): Operand | null => {
    if (input.kind !== "carried") return null;
    const { start } = input;
    if (typeof start === "number") return { from: "literal", value: start };
    const onDevice = inputs.get(start.input);
    if (onDevice === undefined) return row(kept.push({ operation: "input", index: start.input }) - 1);
    return {
      from: "register",
      register: device.push({ operation: "input", input: onDevice, start: null }) - 1,
    };
  };
  const write = (instruction: ScalarInstruction): DeviceInstruction => {
    switch (instruction.operation) {
      case "input": {
        const input = inputs.get(instruction.index) as DeviceInput;
        return { operation: "input", input, start: startOf(input) };
      }
      case "literal":
      case "wholePower":
        throw new InvalidArgumentError(
          "rule",
          instruction.operation,
          "a rule whose powers do not depend on sums",
        );
      default:
        return { operation: instruction.operation, args: instruction.args.map(operand) };
    }
  };
  const operand = (register: number): Operand => {
    const instruction = program.instructions[register] as ScalarInstruction;
    if (instruction.operation === "literal") return { from: "literal", value: instruction.value };
    if (!isOnDevice[register]) return row(keep(register));
    const known = deviceRegister.get(register);
    if (known !== undefined) return { from: "register", register: known };
    const place = device.push(write(instruction)) - 1;
    deviceRegister.set(register, place);
    return { from: "register", register: place };
  };
  const results = program.outputs.map(operand);
  // Its outputs differ from those of the whole program, so no loop was generated for it.
  return { host: { key: "", instructions: kept, outputs }, device, outputs: results };
}
