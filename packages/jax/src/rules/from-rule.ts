/** Traces an update rule of @anneal/core as a transformation. */
import { InvalidArgumentError, type Rule } from "@anneal/core";
import { compile, type RuleProgram, refuseStridedSlots, slotsOf } from "@anneal/core/optimizer-engine";
import { defaultDevice, numpy as np, tree } from "@jax-js/jax";
import { Arithmetic } from "../trace/arithmetic.js";
import { placeOf } from "../trace/constant-like.js";
import { checkedOnFloats } from "../transforms/checked.js";
import { backTo } from "../transforms/dtypes.js";
import { Step } from "../transforms/step.js";
import { Term } from "../transforms/terms.js";
import { firstCount, flatten, free, needAlike, needParams, needState } from "../transforms/trees.js";
import type { GradientTransformation, Tree } from "../transforms/types.js";
import { evaluateElements } from "./elements.js";
import { type ChosenRule, type FromRuleOptions, readRule } from "./options.js";
import { evaluateScalars } from "./scalars.js";

/** The count of updates, and slots and carried numbers by name: a tree, or one number that all parameters share. */
export type RuleState = { count: np.Array; slots: Record<string, Tree>; carried: Record<string, Tree> };

/** The program for one kind of parameters. */
interface TracedForm {
  readonly program: RuleProgram;
  readonly slots: readonly string[];
}

/**
 * A whole step of a rule of @anneal/core, or of one created by `defineRule`: moments, decay and rate, with the numbers
 * of the other engines where they differ from Optax's. `update` needs the parameters and returns the difference to the
 * new ones. Each number of a hyper-parameter may be an array, a tracer or a schedule.
 *
 * ```ts
 * const optimizer = fromRule(lion, { lr: cosine({ peak: 1e-3, totalSteps: 1000 }), weightDecay: 0.1 });
 * ```
 *
 * Numbers of a step are float64 on devices that have it, and float32 on WebGPU, where RAdam's first steps differ by more.
 * Adafactor of matrices and Muon throw; `adafactor` and `contrib` have them as in Optax. With Schedule-Free rules, the
 * parameters are those to train, and `evalParamsFromRule` returns those to evaluate.
 * @throws InvalidArgumentError
 */
export function fromRule<R extends Rule>(
  rule: R,
  options: FromRuleOptions<R> = {},
): GradientTransformation<RuleState> {
  const chosen = readRule(rule, options);
  const forms = formsOf(chosen, rule.update);
  return checkedOnFloats<RuleState>({
    init: (params) => new RuleTrace(chosen, forms, params as Tree).init(params as Tree),
    update(updates, state, params) {
      const trace = new RuleTrace(chosen, forms, params as Tree);
      return trace.update(updates, state, params as Tree);
    },
    check(updates, state, params) {
      needAlike("updates", updates, { params: needParams(params, rule.name) });
      needState(state, ["count"], ["slots", "carried"]);
    },
  });
}

/**
 * The parameters to evaluate, for a rule that trains others, such as Schedule-Free: the result of `eval()` in the other
 * engines. The returned function borrows the state and the trained parameters; its result is new.
 *
 * ```ts
 * const evalParams = evalParamsFromRule(sgdScheduleFree, options)(state, params);
 * ```
 *
 * @param options The options of `fromRule`.
 * @throws InvalidArgumentError
 */
export function evalParamsFromRule<R extends Rule>(
  rule: R,
  options: FromRuleOptions<R> = {},
): <Params extends Tree>(state: RuleState, params: Params) => Params {
  const chosen = readRule(rule, options);
  if (rule.modes === null) {
    const expected = "a rule with an evaluation mode, such as adamwScheduleFree";
    throw new InvalidArgumentError("rule", rule.name, expected);
  }
  const forms = formsOf(chosen, rule.modes.eval);
  return (state, params) => {
    needState(state, ["count"], ["slots", "carried"]);
    for (const [name, slot] of Object.entries(state.slots))
      needAlike("params", params, { [`state.slots.${name}`]: slot });
    return new RuleTrace(chosen, forms, params).evaluated(state, params);
  };
}

/** The forms of parameters with fewer than two dimensions, and with two or more. */
function formsOf(
  { rule, flags, hyper }: ChosenRule,
  update: Rule["update"],
): ReadonlyMap<boolean, TracedForm> {
  return new Map(
    [false, true].map((isMatrix) => {
      const slots = slotsOf(rule, { flags, hyper, isMatrix });
      refuseStridedSlots(rule, flags, slots, "a trace computes on whole arrays");
      return [isMatrix, { slots, program: compile(rule, update, { ...flags, isMatrix }, slots) }];
    }),
  );
}

/** One trace of `init` or `update`, over the leaves of a tree. */
class RuleTrace {
  readonly #rule: Rule;
  readonly #chosen: ChosenRule;
  readonly #forms: readonly TracedForm[];
  readonly #shapes: readonly (readonly number[])[];
  readonly #structure: ReturnType<typeof flatten>["definition"];
  /** The type of the numbers of a step. */
  readonly #wide = new Arithmetic(defaultDevice() === "webgpu" ? np.float32 : np.float64);

  constructor(chosen: ChosenRule, forms: ReadonlyMap<boolean, TracedForm>, params: Tree) {
    const { leaves, definition } = flatten("params", params);
    this.#rule = chosen.rule;
    this.#chosen = chosen;
    this.#structure = definition;
    this.#shapes = leaves.map(({ shape }) => shape);
    this.#forms = leaves.map(({ ndim }) => forms.get(ndim >= 2) as TracedForm);
    for (const [i, { program }] of this.#forms.entries()) this.#refuseWhole(i, program);
  }

  #refuseWhole(index: number, { stages }: RuleProgram): void {
    if (!stages.some(({ whole }) => whole !== null)) return;
    const expected = `of one dimension: ${this.#rule.name} works on whole matrices, which can't be traced`;
    throw new InvalidArgumentError(`params, array ${index + 1}`, `[${this.#shapes[index]}]`, expected);
  }

  /** Consumes the parameters. */
  init(params: Tree): RuleState {
    const step = new Step(firstCount());
    const hyper = this.#hyper(step);
    const leaves = tree.leaves<np.Array>(params);
    const slots: [string, Tree][] = this.#slotNames().map((name) => [
      name,
      this.#unflatten(leaves.map((leaf, i) => this.#slotStart(name, i, leaf, hyper))),
    ]);
    const carried = Object.entries(this.#rule.carried).map(([name, { per, start }]): [string, Tree] => {
      const value = () =>
        this.#kept(
          typeof start === "number" ? new Term(this.#wide, start) : (hyper.get(start.hyper) as Term),
        );
      return [name, per === "parameter" ? this.#unflatten(leaves.map(value)) : value()];
    });
    step.finish()?.dispose();
    this.#wide.free();
    free(params);
    return { count: firstCount(), slots: Object.fromEntries(slots), carried: Object.fromEntries(carried) };
  }

  update<Updates extends Tree>(updates: Updates, state: RuleState, params: Tree): [Updates, RuleState] {
    const step = new Step(state.count);
    const gradients = tree.leaves<np.Array>(updates as Tree);
    const parameters = tree.leaves<np.Array>(params);
    const slots = new Map(
      Object.entries(state.slots).map(([name, held]) => [name, tree.leaves<np.Array>(held)]),
    );
    const inputs = this.#inputs(step, state);
    const last = Math.max(0, ...this.#forms.map(({ program }) => program.stages.length - 1));
    const results = new Map<number, ReadonlyMap<string, np.Array>>();
    for (let k = 0; k <= last; k++) {
      const shared = new Map<number, Term>();
      const known = new Map<RuleProgram, readonly Term[]>();
      for (const [i, { program }] of this.#forms.entries()) {
        const stage = program.stages[k];
        if (stage === undefined) continue;
        const of = new Arithmetic(np.float32);
        const numbers = this.#numbers(known, program, k, inputs[i] as Term[]).map((number) => number.in(of));
        const borrowed = (array: np.Array) => new Term(of, array).widened();
        const { parameter, arrays, summed } = evaluateElements(stage.elements, {
          parameter: borrowed(parameters[i] as np.Array),
          gradient: borrowed(gradients[i] as np.Array),
          array: (name) => borrowed(slots.get(name)?.[i] as np.Array),
          numbers,
        });
        for (const [s, { input, over }] of stage.sums.entries()) {
          const sum = this.#sum(summed[s] as Term);
          if (over === "tensor") (inputs[i] as Term[])[input] = sum;
          else shared.set(input, shared.get(input)?.plus(sum) ?? sum);
        }
        if (k === program.stages.length - 1) {
          const held = borrowed(parameters[i] as np.Array);
          const changed = new Map(
            [...arrays].map(([name, term]) => [name, ownArray(term, slots.get(name)?.[i] as np.Array)]),
          );
          const moved = parameter === null ? held.minus(held) : parameter.minus(held);
          results.set(i, new Map([...changed, ["update", ownArray(moved, gradients[i] as np.Array)]]));
        }
        of.free();
      }
      for (const [input, sum] of shared) for (const each of inputs) each[input] = sum;
    }
    const carried = this.#nextCarried(inputs, state);
    const nextSlots = Object.entries(state.slots).map(([name, held]): [string, Tree] => {
      const leaves = tree.leaves<np.Array>(held);
      return [name, this.#unflatten(leaves.map((leaf, i) => results.get(i)?.get(name) ?? leaf.ref))];
    });
    const moved = tree.unflatten(
      tree.structure(updates as Tree),
      gradients.map((_, i) => results.get(i)?.get("update") as np.Array),
    );
    const count = step.finish() as np.Array;
    this.#wide.free();
    for (const used of [
      updates as Tree,
      params,
      ...Object.values(state.slots),
      ...Object.values(state.carried),
    ])
      free(used);
    return [moved as Updates, { count, slots: Object.fromEntries(nextSlots), carried }];
  }

  /** The parameters in the mode of the forms. Borrows. */
  evaluated<Params extends Tree>(state: RuleState, params: Params): Params {
    // With the numbers of the last update.
    const step = new Step(np.maximum(state.count.ref.sub(1), 0).astype(np.int32));
    const inputs = this.#inputs(step, state);
    const known = new Map<RuleProgram, readonly Term[]>();
    const results = tree.leaves<np.Array>(params as Tree).map((param, i) => {
      const { program } = this.#forms[i] as TracedForm;
      const of = new Arithmetic(np.float32);
      const borrowed = (array: np.Array) => new Term(of, array).widened();
      const { parameter } = evaluateElements((program.stages[0] as RuleProgram["stages"][number]).elements, {
        parameter: borrowed(param),
        gradient: borrowed(param),
        array: (name) => borrowed(tree.leaves<np.Array>(state.slots[name] as Tree)[i] as np.Array),
        numbers: this.#numbers(known, program, 0, inputs[i] as Term[]).map((number) => number.in(of)),
      });
      // Without an update, a parameter is the same in all modes.
      const isNew = state.count.ref.equal(0);
      const result = np.where(isNew, param.ref, ownArray(parameter as Term, param));
      of.free();
      return result;
    });
    step.finish()?.dispose();
    this.#wide.free();
    return this.#unflatten(results) as Params;
  }

  /** The numbers of a pass. Parameters that share them take them from `known`. */
  #numbers(
    known: Map<RuleProgram, readonly Term[]>,
    program: RuleProgram,
    stage: number,
    inputs: readonly Term[],
  ): readonly Term[] {
    const shared = known.get(program);
    if (shared !== undefined) return shared;
    const { scalars } = program.stages[stage] as RuleProgram["stages"][number];
    const numbers = evaluateScalars(this.#wide, scalars, inputs).map((each) => each.as(np.float32).once());
    const isShared =
      !program.perTensor && !Object.values(this.#rule.carried).some(({ per }) => per === "parameter");
    if (isShared) known.set(program, numbers);
    return numbers;
  }

  /** The inputs of the scalar programs of each parameter. Sums are 0 until they are computed. */
  #inputs(step: Step, { carried }: RuleState): Term[][] {
    const hyper = [...this.#hyper(step).values()];
    const wide = this.#wide;
    const count = new Term(wide, wide.cast(step.after.array));
    const kept = Object.entries(carried).map(([, held]) => tree.leaves<np.Array>(held));
    return this.#forms.map(({ program }, i) => {
      const shape = this.#shapes[i] as readonly number[];
      const size = shape.reduce((product, each) => product * each, 1);
      const sizes = [size, shape.at(-2) ?? 1, shape.at(-1) ?? 1].map((each) => new Term(wide, each));
      const numbers = kept.map((leaves) => new Term(wide, wide.cast((leaves[i] ?? leaves[0]) as np.Array)));
      const inputs = [...hyper, count, ...sizes, ...numbers];
      while (inputs.length < program.inputs.length) inputs.push(new Term(wide, 0));
      return inputs;
    });
  }

  /** The numbers of all hyper-parameters at this step, by input name. */
  #hyper(step: Step): Map<string, Term> {
    const names = Object.entries(this.#rule.hyper).flatMap(([name, { shape, checks }]) =>
      shape === "list" ? checks.map((_, k) => `${name}[${k}]`) : [name],
    );
    const wide = this.#wide;
    return new Map(
      names.map((name, k) => {
        const { value } = step.rate(this.#chosen.rates[k] as ChosenRule["rates"][number]);
        return [name, new Term(wide, typeof value === "number" ? value : wide.cast(value))];
      }),
    );
  }

  #nextCarried(inputs: readonly Term[][], { carried }: RuleState): Record<string, Tree> {
    const values = this.#forms.map(({ program }, i) => {
      const { names, scalars } = program.carried;
      const results = evaluateScalars(this.#wide, scalars, inputs[i] as Term[]);
      return new Map(names.map((name, k) => [name, results[k] as Term]));
    });
    const next = Object.entries(carried).map(([name, held]): [string, Tree] => {
      const value = (i: number, before: np.Array) => {
        const term = values[i]?.get(name);
        return term === undefined ? before.ref : this.#kept(term);
      };
      if (this.#rule.carried[name]?.per !== "parameter")
        return [name, value(0, tree.leaves<np.Array>(held)[0] as np.Array)];
      return [name, this.#unflatten(tree.leaves<np.Array>(held).map((leaf, i) => value(i, leaf)))];
    });
    return Object.fromEntries(next);
  }

  #sum(term: Term): Term {
    const wide = this.#wide;
    return new Term(wide, term.in(wide).as(wide.dtype).sum().value);
  }

  /** A number in the type of the state. */
  #kept(term: Term): np.Array {
    const { dtype } = this.#wide;
    const { value } = term;
    return typeof value === "number" ? np.array(value, { dtype }) : term.as(dtype).array.ref;
  }

  #slotNames(): readonly string[] {
    return Object.keys(this.#rule.slots).filter((name) =>
      this.#forms.some(({ slots }) => slots.includes(name)),
    );
  }

  /** The initial value of a slot. The value is never read if this parameter does not have the slot. */
  #slotStart(name: string, index: number, leaf: np.Array, hyper: ReadonlyMap<string, Term>): np.Array {
    const start = this.#forms[index]?.slots.includes(name) ? (this.#rule.slots[name]?.start ?? 0) : 0;
    if (start === "parameter") return leaf.ref;
    const like = { dtype: leaf.dtype, ...placeOf(leaf) };
    if (typeof start === "number") return np.full([...leaf.shape], start, like);
    const of = new Arithmetic(np.float32);
    const value = (hyper.get(start.hyper) as Term).as(np.float32).in(of);
    const filled = new Term(of, np.zeros([...leaf.shape], { ...like, dtype: np.float32 })).plus(value).array;
    return backTo(leaf.dtype, of.finish(filled));
  }

  #unflatten(leaves: readonly np.Array[]): Tree {
    return tree.unflatten(this.#structure, [...leaves]) as Tree;
  }
}

/** A term as an array with the type of another one. */
function ownArray(term: Term, like: np.Array): np.Array {
  return backTo(like.dtype, term.array.ref);
}
