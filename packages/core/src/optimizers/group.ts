/** A group of parameters: its rule, its hyper-parameters, which can change between steps, and its state. */
import { finiteNumber } from "../arguments.js";
import { showInConsole } from "../console-form.js";
import { type BaseRate, GIVEN_RATE } from "./base-rate.js";
import type { Arena, Kernel } from "./engine.js";
import type { Form } from "./form.js";
import type { GroupHyper } from "./group-hyper.js";
import type { GroupLayout, StagePlaces, TensorPlace } from "./group-layout.js";
import type { HalfFormat } from "./numbers/half.js";
import type { CheckedGroup, LearningRate } from "./options.js";
import type { CheckedParameter } from "./parameters.js";
import { PackedSlots } from "./precision/packed-slots.js";
import { WORK } from "./rule/compile.js";
import type { ScalarEvaluator } from "./rule/evaluate.js";
import type { Stage } from "./rule/program.js";
import { type FlagValues, type HyperOptions, likeOf, type Rule, type SlotDefinition } from "./rule/rule.js";
import type { SharedNumbers } from "./shared-numbers.js";
import type { GroupStorage } from "./storage/storage.js";
import { StridedKernel } from "./strided-kernel.js";
import type { StridedLayout } from "./strided-layout.js";
import { UpdateCounts } from "./update-counts.js";
import type { WholeGroup } from "./whole-group.js";

/** The public properties of a group. A new value is checked when it is set, and applies from the next step on. */
export type ParameterGroup<R extends Rule = Rule> = {
  -readonly [Name in keyof HyperOptions<R["hyper"]>]-?: Exclude<HyperOptions<R["hyper"]>[Name], undefined>;
} & {
  /** The rate, or the function that returns it for the number of the update. */
  lr: LearningRate;
  /**
   * The rate before any scheduler, which relative schedules multiply: PyTorch's `initial_lr`. Recorded by a scheduler
   * or a loaded state; null before.
   */
  initialLr: number | null;
  /** The update rule of the group. */
  readonly rule: Rule;
  /** The group's first parameter, as an index into the optimizer's `params`. */
  readonly start: number;
  /** One past the group's last parameter. */
  readonly end: number;
};

/** A stage of a form, bound to the arrays of the group. */
export interface BoundStage {
  readonly stage: Stage;
  readonly kernel: Kernel;
  /** Computes the scalars of the pass. */
  readonly evaluator: ScalarEvaluator;
  readonly scalars: Float32Array;
  /** Adds the sums of the last block to the inputs; null if there are none. */
  readonly addSums: (() => void) | null;
}

/** A form of the rule, bound to the arrays of the group. */
export interface BoundForm {
  readonly form: Form;
  readonly stages: readonly BoundStage[];
  /** The inputs of its scalar programs. */
  readonly inputs: Float64Array;
  /** The weight decay of the current step, for parameters that are not excluded from it. */
  weightDecay: number;
  /** The version of the hyper-parameters in the inputs. */
  version: number;
}

/** The internal state of a group, or of those of its parameters that are in one arena. */
export class GroupCore {
  readonly rule: Rule;
  readonly flags: FlagValues;
  readonly hyper: GroupHyper;
  readonly params: readonly CheckedParameter[];
  readonly counts: UpdateCounts;
  /** The number of updates in which the group took part. */
  updates = 0;
  /** The rate of the current step. */
  rate = 0;
  /** Per parameter: the rule's carried numbers, tensor by tensor. */
  readonly carriedOfParameters: Float64Array;
  readonly carriedOfGroup: Float64Array;
  /** The slots in fewer bits; null: all are float32. */
  readonly packed: PackedSlots | null;
  /** The number of carried numbers per parameter. */
  readonly parameterCarried: number;
  /** The version of the hyper-parameters in all forms; -1: none. */
  #readVersion = -1;
  /** The form of each parameter. */
  readonly bound: readonly BoundForm[];
  /** The distinct forms. */
  readonly forms: readonly BoundForm[];
  /** Whether each parameter is excluded from weight decay. */
  readonly excluded: readonly boolean[];

  constructor(
    readonly start: number,
    readonly end: number,
    /** The group, whose hyper-parameters and carried numbers are the same in all arenas. */
    readonly whole: WholeGroup,
    group: CheckedGroup,
    readonly arena: Arena,
    readonly layout: GroupLayout,
    readonly storage: GroupStorage,
    formOf: readonly Form[],
    readonly shared: SharedNumbers,
    seed: number,
  ) {
    this.rule = group.rule;
    this.flags = group.flags;
    this.params = group.params;
    this.excluded = group.excluded;
    this.hyper = whole.hyper;
    this.counts = new UpdateCounts(end - start);
    this.parameterCarried = whole.parameterCarried;
    const carriedFrom = (index: number) => (index - whole.start) * this.parameterCarried;
    this.carriedOfParameters = whole.carriedOfParameters.subarray(carriedFrom(start), carriedFrom(end));
    this.carriedOfGroup = whole.carriedOfGroup;
    this.packed =
      layout.packed && new PackedSlots(arena, layout.packed, layout.tensors, start, this.counts, seed);
    const bound = new Map(
      [...new Set(formOf)].map((form) => [form, bindForm(this.rule, form, this)] as const),
    );
    this.bound = formOf.map((form) => bound.get(form) as BoundForm);
    this.forms = [...bound.values()];
  }

  /** The names of a parameter's float32 arrays: slots of its rule, and the average of its values. */
  slotNames(index: number): readonly string[] {
    const { slots } = (this.bound[index] as BoundForm).form;
    const { packed } = this;
    const floats = packed === null ? slots : slots.filter((name) => !packed.has(name, index));
    return this.layout.slots.has("ema") ? [...floats, "ema"] : floats;
  }

  /** The float32 values that a parameter of 16-bit numbers is rounded from; null: the parameter is float32. */
  master(index: number): Float32Array | null {
    return this.layout.tensors[index]?.format === null ? null : this.storage.master(index);
  }

  /** The format of a parameter of 16-bit numbers; null: it is float32. */
  format(index: number): HalfFormat | null {
    return this.layout.tensors[index]?.format ?? null;
  }

  setMaster(index: number, values: Float32Array): void {
    this.storage.setMaster(index, values);
  }

  /** The names of a parameter's slots that are stored in fewer bits. */
  packedNames(index: number): readonly string[] {
    return (this.bound[index] as BoundForm).form.slots.filter((name) => this.packed?.has(name, index));
  }

  /** The number of values in a slot of a parameter. */
  slotLength(name: string, index: number): number {
    return this.#slotRange(name, index)[1];
  }

  setSlot(name: string, index: number, values: Float32Array): void {
    this.slot(name, index)?.set(values);
  }

  /** The values of a slot of a parameter, by its index in the group; null if the parameter has no such slot. */
  slot(name: string, index: number): Float32Array | null {
    const place = this.layout.slots.get(name);
    if (place === undefined || !this.slotNames(index).includes(name)) return null;
    const [first, length] = this.#slotRange(name, index);
    return new Float32Array(this.arena.buffer, this.arena.byteOffset + place + 4 * first, length);
  }

  #slotRange(name: string, index: number): readonly [first: number, length: number] {
    const tensor = this.layout.tensors[index] as TensorPlace;
    const { count, rows, columns } = tensor.matrices;
    const slot = this.rule.slots[name] as SlotDefinition | undefined;
    const { start: stridedStart, length: stridedLength } = this.layout.strided?.tensors[index] ?? tensor;
    return {
      parameter: [this.packed?.floatStart(name, index) ?? tensor.start, tensor.length] as const,
      rows: [tensor.rowStart, count * rows] as const,
      columns: [tensor.columnStart, count * columns] as const,
      strided: [stridedStart, stridedLength] as const,
    }[slot === undefined ? "parameter" : likeOf(slot, this.flags)];
  }

  /** Whether a function provides the rate. */
  get isRateScheduled(): boolean {
    return this.hyper.isScheduled && typeof this.hyper.get("lr") === "function";
  }

  /**
   * Reads the hyper-parameters of update number `step`, counted from 0.
   * @returns Whether any may have changed.
   */
  readHyper(step: number): boolean {
    const { isScheduled, version } = this.hyper;
    if (version === this.#readVersion && !isScheduled) return false;
    // Set only if no function throws.
    this.#readVersion = -1;
    for (let i = 0; i < this.forms.length; i++) {
      const bound = this.forms[i] as BoundForm;
      const { lr, weightDecay } = bound.form.places;
      // An excluded parameter has overwritten this input.
      if (weightDecay >= 0) bound.inputs[weightDecay] = bound.weightDecay;
      bound.version = this.hyper.readInto(bound.inputs, step, bound.version);
      this.rate = bound.inputs[lr] as number;
      if (weightDecay >= 0) bound.weightDecay = bound.inputs[weightDecay] as number;
    }
    if (this.forms.length === 0) this.rate = this.hyper.readRate(step);
    this.#readVersion = version;
    return true;
  }
}

/** Binds the stages of a form to the arrays of a group. */
export function bindForm(
  rule: Rule,
  form: Form,
  { arena, layout, packed }: Pick<GroupCore, "arena" | "layout" | "packed">,
): BoundForm {
  const places = layout.stages.get(form) as readonly StagePlaces[];
  const inputs = new Float64Array(form.program.inputs.length);
  const placeOf = (name: string) => (name === WORK ? layout.work : (layout.slots.get(name) as number));
  const bind = (stage: Stage, k: number): BoundStage => {
    const { elements, sums } = stage;
    const { scalars, sums: sumsPlace, header, packedHeader } = places[k] as StagePlaces;
    const blockSums = new Float64Array(arena.buffer, arena.byteOffset + sumsPlace, sums.length);
    const addSums = () => {
      for (let i = 0; i < sums.length; i++) {
        const { input } = sums[i] as Stage["sums"][number];
        inputs[input] = (inputs[input] as number) + (blockSums[i] as number);
      }
    };
    const bindKernel = (
      arrays: readonly number[],
      isScratch: boolean,
      { p, g }: Pick<GroupLayout, "p" | "g"> = layout,
    ) =>
      arena.bind(rule, elements, {
        p,
        g,
        arrays,
        scalars,
        sums: sumsPlace,
        header: isScratch ? packedHeader : header,
      });
    const createKernel = (): Kernel => {
      if (stage.stride > 1) {
        const strided = layout.strided as StridedLayout;
        const kernel = bindKernel(elements.arrays.map(placeOf), false, strided);
        return new StridedKernel(kernel, arena, strided, layout.p, layout.g);
      }
      return packed === null
        ? bindKernel(elements.arrays.map(placeOf), false)
        : packed.bind(elements, k, placeOf, bindKernel, layout);
    };
    return {
      stage,
      evaluator: (form.stages[k] as Form["stages"][number]).scalars,
      kernel: createKernel(),
      scalars: new Float32Array(arena.buffer, arena.byteOffset + scalars, elements.scalarCount),
      addSums: sums.length === 0 ? null : addSums,
    };
  };
  return {
    form,
    stages: form.program.stages.map(bind),
    inputs,
    weightDecay: 0,
    version: -1,
  };
}

/** The data behind the public properties of a group. */
export interface ShownGroup {
  readonly rule: Rule;
  readonly hyper: Pick<GroupHyper, "get" | "set">;
  readonly baseRate: BaseRate;
  readonly path: string;
  readonly start: number;
  readonly end: number;
}

const classes = new WeakMap<Rule, new (core: ShownGroup) => ParameterGroup>();
const cores = new WeakMap<object, ShownGroup>();

/** The public view of a group: a property per hyper-parameter of its rule. */
export function showGroup(core: ShownGroup): ParameterGroup {
  let Shown = classes.get(core.rule);
  if (Shown === undefined) {
    Shown = groupClass(core.rule);
    classes.set(core.rule, Shown);
  }
  return new Shown(core);
}

function groupClass(rule: Rule): new (core: ShownGroup) => ParameterGroup {
  class Group {
    constructor(core: ShownGroup) {
      cores.set(this, core);
    }
  }
  const property = (
    name: PropertyKey,
    get: (core: ShownGroup) => unknown,
    set?: (core: ShownGroup, value: unknown) => void,
  ) =>
    Object.defineProperty(Group.prototype, name, {
      enumerable: typeof name === "string",
      get(this: Group) {
        return get(cores.get(this) as ShownGroup);
      },
      ...(set && {
        set(this: Group, value: unknown) {
          set(cores.get(this) as ShownGroup, value);
        },
      }),
    });
  for (const name of Object.keys(rule.hyper)) {
    property(
      name,
      ({ hyper }) => hyper.get(name),
      (core, value) => {
        core.hyper.set(name, value);
        if (name === "lr") core.baseRate.rateSet(core.hyper.get("lr") as LearningRate);
      },
    );
  }
  property(
    "initialLr",
    ({ baseRate }) => baseRate.recorded,
    ({ baseRate, path }, value) => baseRate.record(finiteNumber(`${path}.initialLr`, value)),
  );
  property(GIVEN_RATE, ({ baseRate }) => baseRate.given);
  property("rule", (core) => core.rule);
  property("start", (core) => core.start);
  property("end", (core) => core.end);
  showInConsole(Group.prototype, function () {
    const shown = this as unknown as ParameterGroup;
    const names = Object.keys(rule.hyper) as (keyof ParameterGroup)[];
    const hyper = Object.fromEntries(names.map((name) => [name, shown[name]]));
    return { rule: rule.name, ...hyper, start: shown.start, end: shown.end };
  });
  return Group as unknown as new (
    core: ShownGroup,
  ) => ParameterGroup;
}
