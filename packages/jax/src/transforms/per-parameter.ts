/** Transformations that do the same to each parameter's update: formulas in, counting, checks and references done here. */
import { numpy as np, tree } from "@jax-js/jax";
import { Arithmetic } from "../trace/arithmetic.js";
import { placeOf } from "../trace/constant-like.js";
import { checkedOnFloats, type Implementation } from "./checked.js";
import { backTo } from "./dtypes.js";
import type { Scalar } from "./hyperparameters.js";
import { Step } from "./step.js";
import { Term, type Truth } from "./terms.js";
import { firstCount, flatten, free, needAlike, needParams, needState } from "./trees.js";
import type { GradientTransformation, Tree } from "./types.js";

/** An array that the state holds for each parameter. */
export interface Slot {
  /** What it starts with. Default 0. */
  readonly fill?: Scalar;
  /** What it holds. Default: the parameter's type. */
  readonly dtype?: np.DType | null;
  /** Its shape, of the parameter's. Default: the same. */
  shape?(of: readonly number[]): readonly number[];
}

/** Named values of a step, computed once for all parameters. */
type Scalars = Readonly<Record<string, Term | Truth>>;

/** The terms of one parameter: `param` only where the definition needs parameters. */
type Leaf<Name extends string> = Readonly<Record<Name | "gradient" | "param", Term>>;

export interface Definition<Name extends string, Counter extends string, Of extends Scalars> {
  /** The name of the transformation that needs parameters, if one does. */
  readonly needsParams?: string;
  /** The field of the state that counts updates. Default: none. */
  readonly counter?: Counter;
  /** After how many updates the count starts over. Default: never. */
  readonly period?: number;
  readonly slots?: Readonly<Record<Name, Slot>>;
  /** Which types of whole numbers the formula keeps. Default: none, and all become float32. */
  staysWhole?(dtype: np.DType): boolean;
  /** Refuses a shape that there is no formula for. */
  needShape?(shape: readonly number[]): void;
  scalars?(step: Step): Of;
  /** The update of a parameter, and the new values of its slots. Each keeps its type. */
  leaf(leaf: Leaf<NoInfer<Name>>, scalars: Of): Readonly<Record<NoInfer<Name> | "update", Term>>;
}

/** The count and a tree for each slot; an empty list where there is neither. */
export type SlotState<Name extends string, Counter extends string> = [Name | Counter] extends [never]
  ? []
  : { [Field in Name | Counter]: Field extends Counter ? np.Array : Tree };

export function perParameter<
  Name extends string = never,
  Counter extends string = never,
  Of extends Scalars = Record<never, Term>,
>(
  definition: Definition<Name, Counter, Of>,
): Required<GradientTransformation<SlotState<NoInfer<Name>, NoInfer<Counter>>>> {
  type State = SlotState<Name, Counter>;
  const { counter, period, needsParams } = definition;
  const flattened = (argument: string, given: Tree) => {
    const flat = flatten(argument, given);
    for (const leaf of flat.leaves) definition.needShape?.(leaf.shape);
    return flat;
  };
  const slots = Object.entries<Slot>(definition.slots ?? {});
  const fields = (state: State) => state as unknown as Readonly<Record<string, Tree>>;
  /** As in Optax, the state of a transformation without memory is an empty list. */
  const stateOf = (held: readonly (readonly [string, Tree])[]): State & Tree =>
    (held.length === 0 ? [] : Object.fromEntries(held)) as State & Tree;

  const transformation: Implementation<State & Tree> = {
    init(params): State & Tree {
      const { leaves, definition: structure } = flattened("params", params as Tree);
      const held = slots.map(([name, slot]): [string, Tree] => [
        name,
        tree.unflatten(
          structure,
          leaves.map((param) => initial(slot, param)),
        ) as Tree,
      ]);
      free(params as Tree);
      return stateOf(counter === undefined ? held : [[counter, firstCount()], ...held]);
    },

    update(updates, state, params) {
      const step = new Step(counter === undefined ? null : (fields(state)[counter] as np.Array), period);
      const scalars = definition.scalars?.(step) ?? ({} as Of);
      const { leaves, definition: structure } = flatten("updates", updates as Tree);
      const held = slots.map(([name]) => tree.leaves<np.Array>(fields(state)[name] as Tree));
      const given = needsParams === undefined ? [] : tree.leaves<np.Array>(params as Tree);
      const changed = leaves.map((gradient, i) => {
        const arrays = slots.map(([name], k) => [name, held[k]?.[i] as np.Array] as const);
        const param = given[i] === undefined ? [] : [["param", given[i]] as const];
        return updateLeaf(definition, scalars, [["gradient", gradient], ...param, ...arrays]);
      });
      const gather = (name: string) =>
        tree.unflatten(
          structure,
          changed.map((each) => each.get(name) as np.Array),
        ) as Tree;
      const next = slots.map(([name]): [string, Tree] => [name, gather(name)]);
      const count = step.finish();
      for (const used of [updates as Tree, params, ...slots.map(([name]) => fields(state)[name])]) free(used);
      return [
        gather("update") as typeof updates,
        stateOf(counter === undefined ? next : [[counter, count as np.Array], ...next]),
      ];
    },

    check(updates, state, params) {
      flattened("updates", updates);
      if (needsParams !== undefined)
        needAlike("updates", updates, { params: needParams(params, needsParams) });
      if (counter === undefined && slots.length === 0) return;
      needState(
        state,
        counter === undefined ? [] : [counter],
        slots.map(([name]) => name),
      );
      for (const [name, { shape }] of slots) {
        needAlike("updates", updates, { [`state.${name}`]: fields(state)[name] }, shape);
      }
    },
  };
  return checkedOnFloats(transformation, definition.staysWhole);
}

/** The initial value of a slot, from a borrowed parameter. */
function initial({ fill = 0, dtype, shape }: Slot, param: np.Array): np.Array {
  const like = { dtype: dtype ?? param.dtype, ...placeOf(param) };
  const own = [...(shape?.(param.shape) ?? param.shape)];
  if (typeof fill === "number") return np.full(own, fill, like);
  return np.zeros(own, like).add(fill().astype(like.dtype));
}

/** The update and the slots of one parameter, whose arrays are borrowed. */
function updateLeaf<Name extends string, Of extends Scalars>(
  definition: Pick<Definition<Name, never, Of>, "leaf">,
  scalars: Of,
  arrays: readonly (readonly [string, np.Array])[],
): ReadonlyMap<string, np.Array> {
  const of = new Arithmetic(np.float32);
  const terms = Object.fromEntries(arrays.map(([name, array]) => [name, new Term(of, array)]));
  const own = Object.fromEntries(Object.entries(scalars).map(([name, scalar]) => [name, scalar.in(of)]));
  const results = definition.leaf(terms as Leaf<Name>, own as unknown as Of);
  const kept = Object.entries<Term>(results).map(([name, term]): [string, np.Array] => {
    const like = terms[name === "update" ? "gradient" : name]?.array as np.Array;
    return [name, backTo(like.dtype, term.array.ref)];
  });
  of.free();
  return new Map(kept);
}

/** A transformation that needs neither memory nor parameters: one formula for each update. */
export function perUpdate<Of extends Scalars = Record<never, Term>>({
  update,
  ...others
}: {
  staysWhole?(dtype: np.DType): boolean;
  needShape?(shape: readonly number[]): void;
  scalars?(step: Step): Of;
  update(update: Term, scalars: Of): Term;
}): Required<GradientTransformation<[]>> {
  return perParameter<never, never, Of>({
    ...others,
    leaf: ({ gradient }, given) => ({ update: update(gradient, given) }),
  });
}
