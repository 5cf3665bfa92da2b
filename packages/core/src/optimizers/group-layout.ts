/** The layout of a group in its arena. */
import { BLOCK_LENGTH } from "../kernel-sizes.js";
import { type Matrices, scratchFloats } from "./engine.js";
import type { Form } from "./form.js";
import type { MemoryPlan } from "./memory-plan.js";
import type { HalfFormat } from "./numbers/half.js";
import { type CheckedParameter, matricesOf } from "./parameters.js";
import type { CodeTables } from "./precision/code-tables.js";
import { type HalfLayout, layOutHalves } from "./precision/half-layout.js";
import { layOutPacked, type PackedLayout, type StatePrecision } from "./precision/packed-layout.js";
import { WORK } from "./rule/compile.js";
import { type FlagValues, likeOf, type Rule, type SlotDefinition, strideOf } from "./rule/rule.js";
import { layOutStrided, type StridedLayout } from "./strided-layout.js";

/** Groups start on a cache line: 16 float32 values. */
const ALIGNMENT = 16;

/** The position of a tensor within each array of its group, in values. Tensors of 16-bit numbers come last. */
export interface TensorPlace {
  readonly start: number;
  readonly end: number;
  readonly length: number;
  /** The 16-bit format; null: the parameter is float32. */
  readonly format: HalfFormat | null;
  readonly matrices: { readonly count: number; readonly rows: number; readonly columns: number };
  /** The start of its rows and columns in slots with one value for each. */
  readonly rowStart: number;
  readonly columnStart: number;
}

/** The positions of a stage's data besides the arrays, in bytes. */
export interface StagePlaces {
  readonly scalars: number;
  readonly sums: number;
  readonly header: number;
  /** The header of the kernel over blocks of packed slots. */
  readonly packedHeader: number;
}

/**
 * Each array of a rule (parameters, gradients, slots) is one region with all tensors in order. Tensors are adjacent, so
 * a group whose tensors have the same age is one run for the kernel.
 *
 * With the caller's arrays, the parameters and gradients are only one block long: pieces of the tensors pass through.
 * All positions are in bytes.
 */
export interface GroupLayout {
  readonly tensors: readonly TensorPlace[];
  /** The number of parameters and gradients that the arena holds at a time. */
  readonly passing: number;
  readonly p: number;
  readonly g: number;
  readonly slots: ReadonlyMap<string, number>;
  /** The layout of parameters of 16-bit numbers; null: all parameters are float32. */
  readonly half: HalfLayout | null;
  /** The layout of slots in fewer bits; null: all slots are float32. */
  readonly packed: PackedLayout | null;
  /** The layout of slots for every nth element; null: all slots have a value for every element. */
  readonly strided: StridedLayout | null;
  /** The stages of each form, in order. */
  readonly stages: ReadonlyMap<Form, readonly StagePlaces[]>;
  /** The array of operations on whole tensors, and their scratch. */
  readonly work: number;
  readonly scratch: number;
  /** The matrices of each tensor, at work. */
  readonly matrices: readonly Matrices[];
}

/**
 * @param flags The flags of the group.
 * @param formOf The form of each parameter.
 * @param otherForms Other forms that need space.
 * @param likeParameters Additional arrays with the shape of the parameters.
 * @param precision How the values of slots are stored.
 */
export function layOutGroup(
  plan: MemoryPlan,
  rule: Rule,
  flags: FlagValues,
  params: readonly CheckedParameter[],
  formOf: readonly Form[],
  otherForms: readonly Form[],
  memory: "resident" | "caller",
  likeParameters: readonly string[],
  precision: StatePrecision,
  tables: CodeTables,
): GroupLayout {
  const tensors = placeTensors(params);
  const last = tensors[tensors.length - 1];
  const aligned = (places: readonly TensorPlace[]) =>
    Math.ceil(places.reduce((end, place) => Math.max(end, place.end), 0) / ALIGNMENT) * ALIGNMENT;
  const all = aligned(tensors);
  const floats = aligned(tensors.filter(({ format }) => format === null));
  const isResident = memory === "resident";
  const passing = isResident ? all : Math.min(floats, BLOCK_LENGTH);
  const p = plan.region(passing);
  const g = plan.region(isResident ? floats : passing);
  const half = layOutHalves(plan, tensors, isResident ? p : null);
  const slots = new Map<string, number>();
  for (const name of likeParameters) slots.set(name, plan.region(all));
  const names = Object.keys(rule.slots).filter((name) => formOf.some((form) => form.slots.includes(name)));
  const lengths = tensors.map(({ length }) => length);
  const packed =
    precision === "float32" ? null : layOutPacked(plan, precision, rule, flags, names, lengths, tables);
  const strides = names.map((name) => strideOf(rule.slots[name] as SlotDefinition, flags));
  const strided = layOutStrided(plan, tensors, Math.max(1, ...strides));
  for (const name of names) {
    const length = {
      parameter: packed?.slots.has(name) ? packed.floats : all,
      rows: (last?.rowStart ?? 0) + rowsOf(last),
      columns: (last?.columnStart ?? 0) + columnsOf(last),
      strided: strided?.values ?? 0,
    }[likeOf(rule.slots[name] as SlotDefinition, flags)];
    slots.set(name, plan.region(length));
  }
  const stages = new Map<Form, readonly StagePlaces[]>();
  for (const form of new Set([...formOf, ...otherForms])) {
    const places = form.program.stages.map(({ elements }) => ({
      scalars: plan.reserve(4 * elements.scalarCount),
      sums: plan.reserve(8 * elements.sums.length),
      header: plan.reserve(64),
      packedHeader: packed === null ? 0 : plan.reserve(64),
    }));
    stages.set(form, places);
  }
  const [workLength, scratchLength] = largestWork(tensors, formOf);
  const work = plan.region(workLength);
  const scratch = plan.reserve(4 * scratchLength);
  return {
    tensors,
    passing,
    p,
    g,
    slots,
    half,
    packed,
    strided,
    stages,
    work,
    scratch,
    matrices: tensors.map(({ matrices }) => ({ work, scratch, ...matrices })),
  };
}

function placeTensors(params: readonly CheckedParameter[]): readonly TensorPlace[] {
  const isFloat = ({ dtype }: CheckedParameter) => dtype === "float32";
  const floats = params.reduce((sum, each) => sum + (isFloat(each) ? each.length : 0), 0);
  const next = { float: 0, half: floats };
  let [rowStart, columnStart] = [0, 0];
  return params.map((parameter) => {
    const { length, shape, dtype } = parameter;
    const kind = isFloat(parameter) ? "float" : "half";
    const start = next[kind];
    next[kind] += length;
    const place = {
      start,
      end: start + length,
      length,
      format: dtype === "float32" ? null : dtype,
      matrices: matricesOf(shape, length),
      rowStart,
      columnStart,
    };
    rowStart += rowsOf(place);
    columnStart += columnsOf(place);
    return place;
  });
}

function rowsOf(place: TensorPlace | undefined): number {
  return place === undefined ? 0 : place.matrices.count * place.matrices.rows;
}

function columnsOf(place: TensorPlace | undefined): number {
  return place === undefined ? 0 : place.matrices.count * place.matrices.columns;
}

/** The work and scratch sizes of the largest tensor. */
function largestWork(
  tensors: readonly TensorPlace[],
  formOf: readonly Form[],
): [work: number, scratch: number] {
  let [work, scratch] = [0, 0];
  for (const [i, { length, matrices }] of tensors.entries()) {
    const { stages } = (formOf[i] as Form).program;
    for (const { elements, whole } of stages) {
      if (elements.arrays.includes(WORK)) work = Math.max(work, length);
      if (whole === null) continue;
      scratch = Math.max(scratch, scratchFloats(whole.operation.kind, matrices.rows, matrices.columns));
    }
  }
  return [work, scratch];
}
