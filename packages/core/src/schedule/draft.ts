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
type WithDraftChild<Shape extends { child: unknown }> = Omit<Shape, "child"> & {
  readonly child: ScheduleDraft;
};
type WithDraftChildren<Shape extends { children: unknown }> = Omit<Shape, "children"> & {
  readonly children: readonly ScheduleDraft[];
};

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

type RampDraft = Optional<Omit<RampNode, "easing">, "interpolation" | "before" | "after"> & {
  readonly easing?: EasingDraft;
};

/** A schedule tree whose optional fields may be left out: what `normalise` and `scheduleFromTree` take. */
export type ScheduleDraft =
  | ConstantNode
  | RampDraft
  | Optional<PowerNode, "scale" | "offset" | "slope">
  | Optional<StairsNode, "side">
  | Optional<TableNode, "start" | "interpolation">
  | Optional<WithDraftChild<TimeNode>, "shift" | "scale" | "minimum" | "maximum" | "quantum">
  | Optional<
      WithDraftChild<CyclesNode>,
      "multiplier" | "peak" | "floor" | "decay" | "decayOf" | "limit" | "afterwards"
    >
  | Optional<WithDraftChildren<JoinNode>, "rebase" | "side" | "labels">
  | WithDraftChildren<ProductNode>
  | WithDraftChildren<SumNode>
  | Optional<WithDraftChild<ClampNode>, "minimum" | "maximum">;
