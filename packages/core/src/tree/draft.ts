/** The type of a hand-written tree: a `ScheduleNode` whose optional fields may be absent. */
import type { EASINGS, EasingKind, NODES, NodeKind, Optional, ValueOf } from "./fields.js";

/** The fields of a declaration that have no default. */
type Needed<Of> = {
  readonly [Name in keyof Of as Of[Name] extends Optional ? never : Name]: ValueOf<
    Of[Name],
    ScheduleDraft,
    EasingDraft
  >;
};

/** The fields of a declaration that have a default. */
type Defaulted<Of> = {
  readonly [Name in keyof Of as Of[Name] extends Optional ? Name : never]?: ValueOf<
    Of[Name],
    ScheduleDraft,
    EasingDraft
  >;
};

/** An easing whose optional fields may be absent. */
export type EasingDraft = {
  [Kind in EasingKind]: { readonly kind: Kind } & Needed<(typeof EASINGS)[Kind]> &
    Defaulted<(typeof EASINGS)[Kind]>;
}[EasingKind];

type NodeDraft<Kind extends NodeKind> = Needed<(typeof NODES)[Kind]> & Defaulted<(typeof NODES)[Kind]>;

// Interfaces, because recursive aliases are errors in TypeScript before version 7.

/** A `ConstantNode` whose optional fields may be absent. */
export interface ConstantDraft extends NodeDraft<"constant"> {
  readonly kind: "constant";
}

/** A `RampNode` whose optional fields may be absent. */
export interface RampDraft extends NodeDraft<"ramp"> {
  readonly kind: "ramp";
}

/** A `PowerNode` whose optional fields may be absent. */
export interface PowerDraft extends NodeDraft<"power"> {
  readonly kind: "power";
}

/** A `StairsNode` whose optional fields may be absent. */
export interface StairsDraft extends NodeDraft<"stairs"> {
  readonly kind: "stairs";
}

/** A `TableNode` whose optional fields may be absent. */
export interface TableDraft extends NodeDraft<"table"> {
  readonly kind: "table";
}

/** A `TimeNode` whose optional fields may be absent. */
export interface TimeDraft extends NodeDraft<"time"> {
  readonly kind: "time";
}

/** A `CyclesNode` whose optional fields may be absent. */
export interface CyclesDraft extends NodeDraft<"cycles"> {
  readonly kind: "cycles";
}

/** A `JoinNode` whose optional fields may be absent. */
export interface JoinDraft extends NodeDraft<"join"> {
  readonly kind: "join";
}

/** A `ProductNode` whose optional fields may be absent. */
export interface ProductDraft extends NodeDraft<"product"> {
  readonly kind: "product";
}

/** A `SumNode` whose optional fields may be absent. */
export interface SumDraft extends NodeDraft<"sum"> {
  readonly kind: "sum";
}

/** A `ClampNode` whose optional fields may be absent. */
export interface ClampDraft extends NodeDraft<"clamp"> {
  readonly kind: "clamp";
}

/** A schedule tree whose optional fields may be absent: the input of `normalize` and `scheduleFromTree`. */
export type ScheduleDraft =
  | ConstantDraft
  | RampDraft
  | PowerDraft
  | StairsDraft
  | TableDraft
  | TimeDraft
  | CyclesDraft
  | JoinDraft
  | ProductDraft
  | SumDraft
  | ClampDraft;
