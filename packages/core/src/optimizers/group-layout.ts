/** The layout of a group in its arena. */
import { BLOCK_LENGTH, type Matrices, scratchFloats } from "./engine.js";
import type { Form } from "./form.js";
import type { MemoryPlan } from "./memory-plan.js";
import { type CheckedParameter, matricesOf } from "./parameters.js";
import { WORK } from "./rule/compile.js";
import type { Rule } from "./rule/rule.js";

/** Groups start on a cache line: 16 float32 values. */
const ALIGNMENT = 16;

/** The position of a tensor in each array of its group, in values. */
export interface TensorPlace {
  readonly start: number;
  readonly end: number;
  readonly length: number;
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
  /** The stages of each form, in order. */
  readonly stages: ReadonlyMap<Form, readonly StagePlaces[]>;
  /** The array of operations on whole tensors, and their scratch. */
  readonly work: number;
  readonly scratch: number;
  /** The matrices of each tensor, at work. */
  readonly matrices: readonly Matrices[];
}

/**
 * @param formOf The form of each parameter.
 * @param otherForms Other forms that need space.
 * @param likeParameters Additional arrays with the shape of the parameters.
 */
export function layOutGroup(
  plan: MemoryPlan,
  rule: Rule,
  params: readonly CheckedParameter[],
  formOf: readonly Form[],
  otherForms: readonly Form[],
  memory: "resident" | "caller",
  likeParameters: readonly string[],
): GroupLayout {
  const tensors = placeTensors(params);
  const last = tensors[tensors.length - 1];
  const all = Math.ceil((last?.end ?? 0) / ALIGNMENT) * ALIGNMENT;
  const passing = memory === "resident" ? all : Math.min(all, BLOCK_LENGTH);
  const p = plan.region(passing);
  const g = plan.region(passing);
  const slots = new Map<string, number>();
  for (const name of likeParameters) slots.set(name, plan.region(all));
  for (const [name, { like }] of Object.entries(rule.slots)) {
    if (!formOf.some((form) => form.slots.includes(name))) continue;
    const length = {
      parameter: all,
      rows: (last?.rowStart ?? 0) + rowsOf(last),
      columns: (last?.columnStart ?? 0) + columnsOf(last),
    }[like];
    slots.set(name, plan.region(length));
  }
  const stages = new Map<Form, readonly StagePlaces[]>();
  for (const form of new Set([...formOf, ...otherForms])) {
    const places = form.program.stages.map(({ elements }) => ({
      scalars: plan.reserve(4 * elements.scalarCount),
      sums: plan.reserve(8 * elements.sums.length),
      header: plan.reserve(64),
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
    stages,
    work,
    scratch,
    matrices: tensors.map(({ matrices }) => ({ work, scratch, ...matrices })),
  };
}

function placeTensors(params: readonly CheckedParameter[]): readonly TensorPlace[] {
  let [start, rowStart, columnStart] = [0, 0, 0];
  return params.map(({ length, shape }) => {
    const place = {
      start,
      end: start + length,
      length,
      matrices: matricesOf(shape, length),
      rowStart,
      columnStart,
    };
    start += length;
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
