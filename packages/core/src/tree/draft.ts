/** The type of a tree as people write it: a `ScheduleNode` whose optional fields may be left out. */
import type {
  ClampNode,
  ConstantNode,
  CyclesNode,
  Easing,
  JoinNode,
  PowerNode,
  ProductNode,
  RampNode,
  StairsNode,
  SumNode,
  TableNode,
  TimeNode,
} from "./node.js";

type Optional<Shape, Names extends keyof Shape> = Omit<Shape, Names> & Partial<Pick<Shape, Names>>;

type EasingOf<Kind extends Easing["kind"]> = Extract<Easing, { kind: Kind }>;

/** An easing whose optional fields may be left out. */
export type EasingDraft =
  | Optional<EasingOf<"linear">, "timeExponent">
  | Optional<EasingOf<"power">, "timeExponent">
  | Optional<EasingOf<"reversePower">, "timeExponent">
  | Optional<EasingOf<"cosine">, "exponent" | "halfCycles" | "timeExponent">
  | Optional<EasingOf<"tanh">, "timeExponent">
  | Optional<EasingOf<"halfLife">, "timeExponent">
  | Optional<EasingOf<"rational">, "timeExponent">
  | Optional<EasingOf<"logarithmic">, "timeExponent">;

/** A `RampNode` whose optional fields may be left out. */
export interface RampDraft extends Optional<Omit<RampNode, "easing">, "interpolation" | "before" | "after"> {
  readonly easing?: EasingDraft;
}

// Interfaces, as an alias that is made of itself is an error to compilers before TypeScript 7.

/** A `TimeNode` whose optional fields may be left out. */
export interface TimeDraft
  extends Optional<Omit<TimeNode, "child">, "shift" | "scale" | "minimum" | "maximum" | "quantum"> {
  readonly child: ScheduleDraft;
}

/** A `CyclesNode` whose optional fields may be left out. */
export interface CyclesDraft
  extends Optional<
    Omit<CyclesNode, "child">,
    "multiplier" | "peak" | "floor" | "decay" | "decayOf" | "limit" | "afterwards"
  > {
  readonly child: ScheduleDraft;
}

/** A `JoinNode` whose optional fields may be left out. */
export interface JoinDraft extends Optional<Omit<JoinNode, "children">, "rebase" | "side" | "labels"> {
  readonly children: readonly ScheduleDraft[];
}

/** A `ProductNode` of drafts. */
export interface ProductDraft extends Omit<ProductNode, "children"> {
  readonly children: readonly ScheduleDraft[];
}

/** A `SumNode` of drafts. */
export interface SumDraft extends Omit<SumNode, "children"> {
  readonly children: readonly ScheduleDraft[];
}

/** A `ClampNode` whose optional fields may be left out. */
export interface ClampDraft extends Optional<Omit<ClampNode, "child">, "minimum" | "maximum"> {
  readonly child: ScheduleDraft;
}

/** A schedule tree whose optional fields may be left out: what `normalise` and `scheduleFromTree` take. */
export type ScheduleDraft =
  | ConstantNode
  | RampDraft
  | Optional<PowerNode, "scale" | "offset" | "slope">
  | Optional<StairsNode, "side">
  | Optional<TableNode, "start" | "interpolation">
  | TimeDraft
  | CyclesDraft
  | JoinDraft
  | ProductDraft
  | SumDraft
  | ClampDraft;
