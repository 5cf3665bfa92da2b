/** The forms of a rule on a device: its compiled update, with its numbers divided between host and device. */
import { InvalidArgumentError, type Rule } from "@anneal/core";
import {
  compile,
  type FlagValues,
  type HyperValue,
  type RuleProgram,
  refuseStridedSlots,
  type ScalarProgram,
  slotsOf,
} from "@anneal/core/optimizer-engine";
import { type DeviceInput, deviceRegisters, type Operand, type SplitProgram, split } from "./split.js";

/** Every row begins with the factor of the gradients, and the largest gradient whose product with it is finite. */
export const ROW = Object.freeze({ gradientFactor: 0, largestGradient: 1, first: 2 });

/** The location of a number: in the row of the update, or among the numbers that the device computes. */
export type NumberPlace =
  | { readonly in: "row" | "numbers"; readonly place: number }
  | { readonly in: "code"; readonly value: number };

/** The numbers of one pass, or those that are carried on. */
export interface NumberPart {
  readonly split: SplitProgram;
  /** The index of the host's first result in the row. */
  readonly rowStart: number;
  /** The location of each result of the whole program. */
  readonly places: readonly NumberPlace[];
}

/** The initial value of a slot, if it is not 0. */
export interface SlotStart {
  readonly name: string;
  readonly value: "parameter" | NumberPlace;
}

/** A carried number and its location. */
export interface CarriedPlace {
  readonly name: string;
  readonly input: number;
  readonly per: "parameter" | "group" | "optimizer";
  readonly start: number | { readonly input: number };
  /** Its index among the results of the carried program; -1: it does not change. */
  readonly result: number;
  /** Its index among the numbers of the device; -1: the host computes it ahead. */
  readonly place: number;
}

export interface GpuForm {
  readonly rule: Rule;
  readonly program: RuleProgram;
  readonly slots: readonly string[];
  readonly stages: readonly NumberPart[];
  /** The numbers of each stage. */
  readonly starts: readonly (readonly SlotStart[])[];
  readonly carried: NumberPart;
  readonly carriedPlaces: readonly CarriedPlace[];
  readonly rowLength: number;
  readonly numbersLength: number;
  /** Whether each tensor has its own device numbers. Otherwise all tensors with the same row share them. */
  readonly isPerTensor: boolean;
  /** Whether the host's numbers depend on the size of the tensor. */
  readonly readsSizes: boolean;
  readonly sumCount: number;
  /** The forms that switch to each mode; null if the rule has no modes. */
  readonly modes: Readonly<Record<"train" | "eval", GpuForm>> | null;
}

/** The properties that determine the form of a parameter. */
export interface FormContext {
  readonly rule: Rule;
  readonly flags: FlagValues;
  readonly hyper: Readonly<Record<string, HyperValue>>;
  readonly isMatrix: boolean;
  readonly ratesOnDevice: boolean;
  /** Whether the device may skip updates, so that only the device has the carried numbers. */
  readonly skips: boolean;
}

/** @throws InvalidArgumentError if the device can't run the rule */
export function createForm(context: FormContext): GpuForm {
  const { modes } = context.rule;
  if (modes === null) return formOf(context, context.rule.update, null);
  const ofMode = (update: Rule["update"]) => formOf(context, update, null);
  return formOf(context, context.rule.update, { train: ofMode(modes.train), eval: ofMode(modes.eval) });
}

function formOf(context: FormContext, update: Rule["update"], modes: GpuForm["modes"]): GpuForm {
  const { rule, flags, hyper, isMatrix, ratesOnDevice, skips } = context;
  const slots = slotsOf(rule, { flags, hyper, isMatrix });
  refuseStridedSlots(rule, flags, slots, "kernels here visit every element of a buffer");
  const program = compile(rule, update, { ...flags, isMatrix }, slots);
  refuseWhole(rule, program);
  const inputs = deviceInputs(rule, program, ratesOnDevice, skips);
  const carriedPlaces = placeCarried(rule, program, inputs);
  const places = new NumberPlaces(carriedPlaces.filter(({ place }) => place >= 0).length);

  const hyperStarts = slots.flatMap((name) => {
    const start = rule.slots[name]?.start;
    return typeof start === "object" ? [program.inputs.indexOf(start.hyper)] : [];
  });
  const stages = program.stages.map(({ scalars }) =>
    places.part(split(withInputs(scalars, hyperStarts), inputs)),
  );
  const carried = places.part(split(program.carried.scalars, inputs));
  const parts = [...stages, carried];
  const device = parts.flatMap((part) => part.split.device);
  const usesTensorSums = device.some(
    (each) => each.operation === "input" && each.input.kind === "sum" && each.input.over === "tensor",
  );
  return {
    rule,
    program,
    slots,
    stages,
    starts: stages.map((stage, k) =>
      startsOf(rule, slots, program.stages[k]?.scalars.outputs.length ?? 0, stage),
    ),
    carried,
    carriedPlaces,
    rowLength: places.rowLength,
    numbersLength: places.numbersLength,
    isPerTensor: usesTensorSums,
    readsSizes: parts.some((part) => readsSizes(program, part.split.host)),
    sumCount: program.inputs.filter((name) => name.startsWith("sum[")).length,
    modes,
  };
}

function refuseWhole(rule: Rule, { stages }: RuleProgram): void {
  if (!stages.some(({ whole }) => whole !== null)) return;
  const expected = `a rule of elements and sums: ${rule.name} works on whole matrices, which no kernel here does`;
  throw new InvalidArgumentError("rule", rule.name, expected);
}

/** The inputs that only the device has: sums, a rate that it computes, and carried numbers that depend on them. */
function deviceInputs(
  rule: Rule,
  program: RuleProgram,
  ratesOnDevice: boolean,
  skips: boolean,
): Map<number, DeviceInput> {
  const { inputs, stages, carried } = program;
  const known = new Map<number, DeviceInput>();
  if (ratesOnDevice) known.set(inputs.indexOf("lr"), { kind: "rate" });
  const firstSum = inputs.findIndex((name) => name.startsWith("sum["));
  for (const { input, over } of stages.flatMap(({ sums }) => sums)) {
    known.set(input, { kind: "sum", over, place: input - firstSum });
  }
  let place = 0;
  for (let found = true; found; ) {
    found = false;
    const isOnDevice = deviceRegisters(carried.scalars, known);
    for (const [name, { per, start }] of Object.entries(rule.carried)) {
      const input = inputs.indexOf(name);
      const result = carried.names.indexOf(name);
      // A number of the whole optimizer is not in the row of any group.
      const follows =
        skips || per === "optimizer" || isOnDevice[carried.scalars.outputs[result] as number] === true;
      if (!follows || known.has(input)) continue;
      const begins = typeof start === "number" ? start : { input: inputs.indexOf(start.hyper) };
      known.set(input, { kind: "carried", per, place: place++, start: begins });
      found = true;
    }
  }
  return known;
}

function placeCarried(
  rule: Rule,
  { inputs, carried }: RuleProgram,
  known: ReadonlyMap<number, DeviceInput>,
): CarriedPlace[] {
  return Object.entries(rule.carried).map(([name, { per, start }]) => {
    const input = inputs.indexOf(name);
    const onDevice = known.get(input);
    return {
      name,
      input,
      per,
      start: typeof start === "number" ? start : { input: inputs.indexOf(start.hyper) },
      result: carried.names.indexOf(name),
      place: onDevice?.kind === "carried" ? onDevice.place : -1,
    };
  });
}

/** Assigns locations to numbers, part by part. */
class NumberPlaces {
  rowLength: number = ROW.first;
  numbersLength: number;

  constructor(carried: number) {
    this.numbersLength = carried;
  }

  part(divided: SplitProgram): NumberPart {
    const rowStart = this.rowLength;
    this.rowLength += divided.host.outputs.length;
    const places = divided.outputs.map((operand): NumberPlace => {
      if (operand.from === "literal") return { in: "code", value: operand.value };
      if (operand.from === "row") return { in: "row", place: rowStart + operand.place };
      return { in: "numbers", place: this.numbersLength++ };
    });
    return { split: divided, rowStart, places };
  }
}

/** A program that also outputs some of its inputs. */
function withInputs(program: ScalarProgram, inputs: readonly number[]): ScalarProgram {
  if (inputs.length === 0) return program;
  const { instructions, outputs } = program;
  return {
    key: "",
    instructions: [...instructions, ...inputs.map((index) => ({ operation: "input", index }) as const)],
    outputs: [...outputs, ...inputs.map((_, i) => instructions.length + i)],
  };
}

function startsOf(rule: Rule, slots: readonly string[], first: number, { places }: NumberPart): SlotStart[] {
  let next = first;
  return slots.flatMap((name): SlotStart[] => {
    const start = rule.slots[name]?.start ?? 0;
    if (start === 0) return [];
    if (start === "parameter") return [{ name, value: start }];
    if (typeof start === "number") return [{ name, value: { in: "code", value: start } }];
    return [{ name, value: places[next++] as NumberPlace }];
  });
}

function readsSizes({ inputs }: RuleProgram, { instructions }: ScalarProgram): boolean {
  const sizes = ["size", "rows", "columns"].map((name) => inputs.indexOf(name));
  return instructions.some((each) => each.operation === "input" && sizes.includes(each.index));
}

/** The location of an operand of the device's arithmetic. */
export function placeOf(
  operand: Exclude<Operand, { from: "register" }>,
  { rowStart }: NumberPart,
): NumberPlace {
  return operand.from === "row"
    ? { in: "row", place: rowStart + operand.place }
    : { in: "code", value: operand.value };
}
