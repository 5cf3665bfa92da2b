/** One update of a group: the passes of its rule, over runs of tensors with the same age. */

import type { Matrices } from "./engine.js";
import type { CarriedPlace } from "./form.js";
import type { BoundForm, BoundStage, GroupCore } from "./group.js";
import type { TensorPlace } from "./group-layout.js";
import type { Stage } from "./rule/program.js";
import { type SlotDefinition, strideOf } from "./rule/rule.js";
import type { GivenGradients } from "./storage/storage.js";

/** The common data of a step for all groups. */
export interface GroupRequest {
  readonly grads: GivenGradients;
  /** 1 for each parameter of the optimizer without a gradient in this step; null: all have one. */
  readonly absent: Uint8Array | null;
}

/** The scalars of an operation on whole tensors. */
const wholeNumbers = new Float64Array(5);

/** Phases end where sums over the optimizer must be complete. */
export class GroupUpdate {
  /** The number of phases per update. */
  readonly phases: number;
  readonly #group: GroupCore;
  /** The sums of each tensor in the current step. */
  readonly #sums: Float64Array;
  readonly #sumCount: number;
  /** The next values of the carried numbers. */
  readonly #results: Float64Array;
  readonly #groupPending: Float64Array;
  readonly #parameterPending: Float64Array;
  #hasGroupPending = false;
  /** Whether all parameters have the same count and the same carried numbers. */
  #isEven = true;
  /** Whether all parameters were updated before. */
  #allStarted = false;
  /**
   * The only pass of an update if it can be one run over all parameters; null: there are more passes, or they differ.
   */
  readonly #onlyPass: OnlyPass | null;

  constructor(group: GroupCore) {
    const forms = group.bound.map(({ form }) => form);
    this.#group = group;
    this.phases = Math.max(1, ...forms.map(({ phases }) => phases.length));
    this.#sumCount = Math.max(0, ...forms.map(({ places }) => places.sumCount));
    this.#sums = new Float64Array(this.#sumCount * (group.end - group.start));
    this.#results = new Float64Array(Object.keys(group.rule.carried).length);
    this.#groupPending = new Float64Array(group.carriedOfGroup.length);
    this.#parameterPending = new Float64Array(group.carriedOfParameters.length);
    this.#onlyPass = onlyPassOf(group);
  }

  /** Runs the stages of one phase. */
  runPhase(phase: number, request: GroupRequest, gradientFactor: number): void {
    const count = this.#group.end - this.#group.start;
    if (this.#onlyPass !== null && this.#allStarted && request.absent === null) {
      if (phase === 0) this.#runOnlyPass(this.#onlyPass, count, request.grads, gradientFactor);
      return;
    }
    if (phase === 0) this.#hasGroupPending = false;
    let start = 0;
    while (start < count) {
      const end = this.#runEnd(start, request);
      if (end === start) {
        start++;
        continue;
      }
      if (phase === 0 && !this.#allStarted) for (let i = start; i < end; i++) this.#startUp(i);
      this.#runStages(phase, start, end, request, gradientFactor);
      start = end;
    }
  }

  /** Counts the update and stores the new carried numbers. */
  commit(request: GroupRequest): void {
    const { counts, start, end, carriedOfGroup, parameterCarried: width } = this.#group;
    if (!this.#hasGroupPending && carriedOfGroup.length > 0) this.#advanceWithoutGradients();
    this.#group.updates++;
    if (this.#onlyPass !== null && this.#allStarted && request.absent === null) {
      counts.addToAll();
      return;
    }
    if (this.#hasGroupPending) carriedOfGroup.set(this.#groupPending);
    const isWhole = !hasAbsent(request, start, end);
    if (isWhole && counts.isEven && start < end) {
      if (width > 0) this.#group.carriedOfParameters.set(this.#parameterPending);
      counts.addToAll();
      this.#allStarted = true;
      return;
    }
    for (let i = start; i < end; i++) {
      if (!isWhole && request.absent?.[i] === 1) continue;
      for (let k = (i - start) * width; k < (i - start + 1) * width; k++) {
        this.#group.carriedOfParameters[k] = this.#parameterPending[k] as number;
      }
      counts.addTo(i - start);
    }
    this.settle();
  }

  /** Checks whether all parameters have the same age, after changes that may affect it. */
  settle(): void {
    const { counts, carriedOfParameters, parameterCarried: width } = this.#group;
    counts.settle();
    this.#allStarted = counts.isEven && counts.at(0) > 0;
    this.#isEven =
      counts.isEven &&
      carriedOfParameters.every((value, i) => Object.is(value, carriedOfParameters[i % width]));
  }

  /** The end of the run that starts at a tensor; `start` if the tensor has no gradient. */
  #runEnd(start: number, { absent }: GroupRequest): number {
    const { bound, excluded, packed, start: first, end } = this.#group;
    if (absent !== null && absent[first + start] === 1) return start;
    const form = bound[start] as BoundForm;
    let i = start + 1;
    if (form.form.program.perTensor || packed !== null) return i;
    while (
      first + i < end &&
      (absent === null || absent[first + i] !== 1) &&
      bound[i] === form &&
      excluded[i] === excluded[start] &&
      (this.#isEven || this.#areEquallyOld(i, start))
    ) {
      i++;
    }
    return i;
  }

  #areEquallyOld(a: number, b: number): boolean {
    const { counts, carriedOfParameters, parameterCarried: width } = this.#group;
    if (counts.at(a) !== counts.at(b)) return false;
    for (let k = 0; k < width; k++) {
      if (carriedOfParameters[a * width + k] !== carriedOfParameters[b * width + k]) return false;
    }
    return true;
  }

  /** Sets the start values of a parameter's state before its first update. */
  #startUp(index: number): void {
    const group = this.#group;
    if (group.counts.at(index) > 0) return;
    const { form, inputs } = group.bound[index] as BoundForm;
    for (const name of form.slots) {
      const slot = group.rule.slots[name] as SlotDefinition;
      const { start } = slot;
      if (start === 0) continue;
      if (start === "parameter") {
        copyEvery(strideOf(slot, group.flags), group.storage.master(index), group.slot(name, index));
        continue;
      }
      const value =
        typeof start === "number" ? start : (inputs[form.program.inputs.indexOf(start.hyper)] as number);
      if (group.packed?.has(name, index)) group.packed.begin(name, index, value);
      else group.slot(name, index)?.fill(value);
    }
    for (const place of form.places.carried) {
      if (place.per !== "parameter") continue;
      group.carriedOfParameters[index * group.parameterCarried + place.index] = startOf(place, inputs);
    }
  }

  /** A shorter `#runStages` without the steps that this group does not need. */
  #runOnlyPass(pass: OnlyPass, count: number, grads: GivenGradients, factor: number): void {
    const { updates, counts, storage } = this.#group;
    const { inputs, countPlace, scalars } = pass;
    inputs[countPlace] = (pass.countsOfGroup ? updates : counts.at(0)) + 1;
    scalars[0] = factor;
    pass.evaluator.run(inputs, scalars, 1);
    storage.run(pass.kernel, 0, count, grads, null);
  }

  #runStages(phase: number, start: number, end: number, request: GroupRequest, factor: number): void {
    const group = this.#group;
    const bound = group.bound[start] as BoundForm;
    const { form, inputs } = bound;
    if (phase >= form.phases.length) return;
    this.#prepareInputs(bound, start);
    const last = phase + 1 < form.phases.length ? (form.phases[phase + 1] as number) : form.stages.length;
    for (let k = form.phases[phase] as number; k < last; k++) {
      const { stage, kernel, evaluator, scalars, addSums } = bound.stages[k] as BoundForm["stages"][number];
      scalars[0] = factor;
      evaluator.run(inputs, scalars, 1);
      if (addSums !== null) this.#clearSums(inputs, stage.sums);
      group.storage.run(kernel, start, end, request.grads, addSums);
      if (addSums !== null) this.#keepSums(bound, stage.sums, start);
      if (stage.whole !== null) this.#runWhole(bound, k, start);
    }
    if (last === form.stages.length && form.places.carried.length > 0) this.#advance(bound, start, end);
  }

  /** Writes all inputs except the hyper-parameters and the sums of this phase. */
  #prepareInputs({ form, inputs, weightDecay }: BoundForm, index: number): void {
    const group = this.#group;
    const { places } = form;
    const { length, matrices } = group.layout.tensors[index] as TensorPlace;
    inputs[places.count] = (group.rule.count === "group" ? group.updates : group.counts.at(index)) + 1;
    inputs[places.count + 1] = length;
    inputs[places.count + 2] = matrices.rows;
    inputs[places.count + 3] = matrices.columns;
    if (places.weightDecay >= 0)
      inputs[places.weightDecay] = group.excluded[index] === true ? 0 : weightDecay;
    for (let i = 0; i < places.carried.length; i++) {
      this.#readCarried(places.carried[i] as CarriedPlace, index, inputs);
    }
    if (places.sumCount === 0) return;
    for (let k = 0; k < form.program.stages.length; k++) {
      const { sums } = form.program.stages[k] as Stage;
      for (let s = 0; s < sums.length; s++) {
        const { input, over } = sums[s] as Stage["sums"][number];
        const place = input - places.firstSum;
        if (over === "optimizer") inputs[input] = group.shared.sums[place] as number;
        else inputs[input] = this.#sums[index * this.#sumCount + place] as number;
      }
    }
  }

  #readCarried(place: CarriedPlace, index: number, inputs: Float64Array): void {
    const { carriedOfParameters, parameterCarried, carriedOfGroup, updates, shared } = this.#group;
    const { per, input, index: at } = place;
    if (per === "parameter") inputs[input] = carriedOfParameters[index * parameterCarried + at] as number;
    else if (per === "group" && updates > 0) inputs[input] = carriedOfGroup[at] as number;
    else if (per === "optimizer" && shared.hasStarted) inputs[input] = shared.carried[at] as number;
    else inputs[input] = startOf(place, inputs);
  }

  #clearSums(inputs: Float64Array, sums: Stage["sums"]): void {
    for (let s = 0; s < sums.length; s++) inputs[(sums[s] as Stage["sums"][number]).input] = 0;
  }

  #keepSums({ form, inputs }: BoundForm, sums: Stage["sums"], index: number): void {
    const shared = this.#group.shared.sums;
    for (let s = 0; s < sums.length; s++) {
      const { input, over } = sums[s] as Stage["sums"][number];
      const place = input - form.places.firstSum;
      const value = inputs[input] as number;
      if (over === "tensor") this.#sums[index * this.#sumCount + place] = value;
      else shared[place] = (shared[place] as number) + value;
    }
  }

  #runWhole({ form, inputs }: BoundForm, k: number, index: number): void {
    const { arena, layout } = this.#group;
    const { operation } = (form.program.stages[k] as Stage).whole as NonNullable<Stage["whole"]>;
    const matrices = layout.matrices[index] as Matrices;
    form.stages[k]?.whole?.run(inputs, wholeNumbers, 0);
    if (operation.kind === "orthogonalize") {
      arena.orthogonalize(matrices, wholeNumbers, operation.bfloat16);
      return;
    }
    const { rowStart, columnStart } = layout.tensors[index] as TensorPlace;
    const rows = (layout.slots.get(operation.rows) as number) + 4 * rowStart;
    const columns = (layout.slots.get(operation.columns) as number) + 4 * columnStart;
    arena.factor(matrices, rows, columns, wholeNumbers);
  }

  /**
   * A group's carried numbers advance with its count, even in an update in which none of its parameters has a gradient.
   */
  #advanceWithoutGradients(): void {
    const [bound] = this.#group.bound;
    if (bound === undefined) return;
    const { form, inputs } = bound;
    const { carried } = form.places;
    this.#prepareInputs(bound, 0);
    if (form.stages.length === 1 && carried.every(({ per }) => per === "group")) {
      this.#advance(bound, 0, 0);
      return;
    }
    // The next values need sums over gradients. The present ones may be those at the start, which are read before the first update only.
    for (const { per, index, input } of carried)
      if (per === "group") this.#groupPending[index] = inputs[input] as number;
    this.#hasGroupPending = true;
  }

  /** Computes the carried numbers, which apply from the next update on. */
  #advance({ form, inputs }: BoundForm, start: number, end: number): void {
    const { shared, parameterCarried: width } = this.#group;
    const { carried } = form.places;
    form.carried.run(inputs, this.#results, 0);
    const decides = !shared.hasPending;
    for (let i = 0; i < carried.length; i++) {
      const { per, index, input, result } = carried[i] as CarriedPlace;
      const value = (result < 0 ? inputs[input] : this.#results[result]) as number;
      if (per === "parameter")
        for (let t = start; t < end; t++) this.#parameterPending[t * width + index] = value;
      else if (per === "group") this.#groupPending[index] = value;
      else if (decides) shared.pending[index] = value;
    }
    this.#hasGroupPending = true;
    shared.hasPending = true;
  }
}

/** The only pass of an update, and what it needs at each step. */
interface OnlyPass extends Pick<BoundStage, "kernel" | "evaluator" | "scalars"> {
  readonly inputs: Float64Array;
  readonly countPlace: number;
  /** Whether the count is the group's, not the parameters'. */
  readonly countsOfGroup: boolean;
}

function onlyPassOf({ forms, excluded, packed, rule }: GroupCore): OnlyPass | null {
  const [first, ...others] = forms;
  if (first === undefined || others.length > 0 || packed !== null || excluded.includes(true)) return null;
  const { stages, form, inputs } = first;
  const isOneRun = stages.length === 1 && !form.program.perTensor && Object.keys(rule.carried).length === 0;
  if (!isOneRun) return null;
  const { kernel, evaluator, scalars } = stages[0] as BoundStage;
  return {
    kernel,
    evaluator,
    scalars,
    inputs,
    countPlace: form.places.count,
    countsOfGroup: rule.count === "group",
  };
}

/** Copies every nth value. */
function copyEvery(stride: number, from: Float32Array, to: Float32Array | null): void {
  if (stride === 1) to?.set(from);
  else if (to !== null) for (let i = 0; i < to.length; i++) to[i] = from[i * stride] as number;
}

function startOf({ start, startInput }: CarriedPlace, inputs: Float64Array): number {
  return startInput < 0 ? start : (inputs[startInput] as number);
}

/** Whether a parameter in a range has no gradient in this step. */
function hasAbsent({ absent }: GroupRequest, start: number, end: number): boolean {
  const first = absent === null ? -1 : absent.indexOf(1, start);
  return first >= 0 && first < end;
}
