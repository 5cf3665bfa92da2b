/** What one of PyTorch's schedulers writes into the groups of an optimizer. */
import { InvalidArgumentError } from "@anneal/core";
import {
  type FieldCurve,
  type InitialRate,
  isArray,
  isRecord,
  type OpenGroup,
  type Plan,
} from "@anneal/core/internal";
import { Group, type LoweringOptions, type Nested } from "../lowering/definition.js";
import { torchDefinitions } from "../torch/definitions.js";
import { withOptions } from "../typed/typed.js";
import { childrenOf, isCombined, type StepCurves, stepCurves } from "./step-curves.js";

export type Quirks = LoweringOptions["quirks"];

/** A scheduler's name and its arguments under PyTorch's names. */
export class TorchPlan implements Plan {
  readonly name: string;
  readonly schedulesRate = true;

  constructor(
    readonly spec: Nested,
    readonly quirks: "reproduce" | "avoid",
  ) {
    this.name = `torch.${spec.name}`;
  }

  get settings(): unknown {
    return { args: withoutFunctions(this.spec.args), quirks: this.quirks };
  }

  curves(groups: readonly OpenGroup[], rates: readonly InitialRate[]): readonly (readonly FieldCurve[])[] {
    const field = momentumField(groups);
    return this.stepCurves(rates, field !== null).map(({ lr, momentum, check }) => {
      const written: FieldCurve[] = [{ field: "lr", curve: lr, factor: 1, ...(check && { check }) }];
      if (momentum !== null && field !== null) written.push({ field, curve: momentum, factor: 1 });
      return written;
    });
  }

  /** The curves of each group, for its rate before there was a scheduler. @throws InvalidArgumentError */
  stepCurves(rates: readonly InitialRate[], hasMomentum: boolean): readonly StepCurves[] {
    const { spec, quirks } = this;
    const baseLrs = rates.map(Number);
    const surroundings = { baseLrs, groups: baseLrs.length, options: { quirks, hasMomentum } };
    return this.#inOptions(() => baseLrs.map((_, i) => stepCurves(spec, new Group(surroundings, i))));
  }

  withSettings(settings: unknown): TorchPlan {
    if (!isRecord(settings) || !isRecord(settings.args)) {
      throw new InvalidArgumentError(
        "state.settings",
        settings,
        "the settings of a scheduler: { args, quirks }",
      );
    }
    const { args, quirks = "reproduce" } = settings;
    if (quirks !== "reproduce" && quirks !== "avoid") {
      throw new InvalidArgumentError("state.settings.quirks", quirks, '"reproduce" or "avoid"');
    }
    return new TorchPlan({ name: this.spec.name, args: withOwnFunctions(args, this.spec.args) }, quirks);
  }

  /** The same scheduler with one argument replaced. */
  withArgument(name: string, value: unknown): TorchPlan {
    const args = { ...(this.spec.args as object), [name]: value };
    return new TorchPlan({ name: this.spec.name, args }, this.quirks);
  }

  /** Errors speak of the options in camelCase. */
  #inOptions<T>(build: () => T): T {
    const names = torchDefinitions[this.spec.name]?.names ?? [];
    return withOptions(names, {}, build);
  }
}

/** Where momentum is in the groups: the first beta, `momentum`, or nowhere. */
function momentumField(groups: readonly OpenGroup[]): "betas" | "momentum" | null {
  if (groups.every(({ betas }) => isArray(betas))) return "betas";
  return groups.every(({ momentum }) => typeof momentum === "number") ? "momentum" : null;
}

/** Arguments as JSON has them: functions are null, and what is left out is not there. */
function withoutFunctions(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (_, held) => (typeof held === "function" ? null : held)));
}

/** Saved arguments, with this scheduler's own where null stands for a function. */
function withOwnFunctions(saved: unknown, own: unknown): unknown {
  if (saved === null) return own ?? null;
  if (isArray(saved)) {
    return saved.map((held, i) => withOwnFunctions(held, isArray(own) ? own[i] : undefined));
  }
  if (!isRecord(saved)) return saved;
  const mine = isRecord(own) ? own : {};
  return Object.fromEntries(
    Object.entries(saved).map(([name, held]) => [name, withOwnFunctions(held, mine[name])]),
  );
}

/** What a scheduler comes to, leaving functions out, for comparison: equal text is the same scheduler. */
export function effectOf(plan: TorchPlan, rates: readonly InitialRate[], hasMomentum: boolean): string {
  return JSON.stringify([plan.quirks, effect(plan.spec, plan.quirks, rates, hasMomentum)]);
}

function effect(
  spec: Nested,
  quirks: "reproduce" | "avoid",
  rates: readonly InitialRate[],
  hasMomentum: boolean,
): unknown {
  if (isCombined(spec)) {
    const { milestones = [] } = spec.args as { readonly milestones?: unknown };
    return [
      spec.name,
      milestones,
      childrenOf(spec).map((child) => effect(child, quirks, rates, hasMomentum)),
    ];
  }
  if (spec.name === "LambdaLR" || spec.name === "MultiplicativeLR") return spec.name;
  const { scale_fn: _, ...args } = spec.args as Readonly<Record<string, unknown>>;
  const data = { name: spec.name, args };
  const surroundings = { baseLrs: rates.map(Number), groups: rates.length, options: { quirks, hasMomentum } };
  const definition = torchDefinitions[spec.name];
  return rates.map((_rate, i) => [
    data.name,
    definition?.curves(data.name, args, new Group(surroundings, i)),
  ]);
}
