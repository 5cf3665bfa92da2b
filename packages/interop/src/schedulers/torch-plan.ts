/** The plan of a PyTorch scheduler for the groups of an optimizer. */
import { describe, InvalidArgumentError } from "@anneal/core";
import { choice, isArray, isRecord } from "@anneal/core/arguments";
import {
  type FieldCurve,
  type InitialRate,
  LOAD_ADVICE,
  type OpenGroup,
  type Plan,
} from "@anneal/core/group-scheduler";
import { type CallContext, Group, type Nested } from "../lowering/definition.js";
import { torchDefinitions } from "../torch/definitions.js";
import { withOptions } from "../typed-functions.js";
import { childrenOf, isCombined, type StepCurves, stepCurves } from "./step-curves.js";
import { differenceOf, inPath, withoutFunctions } from "./torch-difference.js";

/** A scheduler's name and its arguments under PyTorch's names. */
export class TorchPlan implements Plan {
  readonly name: string;
  readonly schedulesRate = true;
  readonly usesInitialRates: boolean;
  readonly functions: readonly object[];

  constructor(
    readonly spec: Nested,
    readonly quirks: "reproduce" | "avoid",
  ) {
    this.name = `torch.${spec.name}`;
    this.usesInitialRates = usesBase(spec);
    this.functions = functionsIn(spec.args);
  }

  get settings(): unknown {
    return { args: withoutFunctions(this.spec.args), quirks: this.quirks };
  }

  curves(groups: readonly OpenGroup[], rates: readonly InitialRate[]): readonly (readonly FieldCurve[])[] {
    const field = momentumField(groups);
    return this.stepCurves(rates, field !== null).map(({ lr, momentum, ...checks }) => {
      const written: FieldCurve[] = [{ field: "lr", curve: lr, factor: 1, ...checks }];
      if (momentum !== null && field !== null) written.push({ field, curve: momentum, factor: 1 });
      return written;
    });
  }

  /** The curves of each group, for its rate before any scheduler changed it. @throws InvalidArgumentError */
  stepCurves(rates: readonly InitialRate[], hasMomentum: boolean): readonly StepCurves[] {
    const context = this.#context(rates, hasMomentum);
    return this.#inOptions(() => rates.map((_, i) => stepCurves(this.spec, new Group(context, i))));
  }

  refuseOther(settings: unknown, groups: readonly OpenGroup[], rates: readonly InitialRate[]): void {
    const { args, quirks } = readSettings(settings);
    choice("state.settings.quirks", quirks, [this.quirks]);
    this.refuseOtherArguments(args, "state.settings.args", groups, rates);
  }

  /** @param path The path of the arguments in the state. @throws InvalidArgumentError */
  refuseOtherArguments(
    args: Readonly<Record<string, unknown>>,
    path: string,
    groups: readonly OpenGroup[],
    rates: readonly InitialRate[],
  ): void {
    const context = this.#context(rates, momentumField(groups) !== null);
    const saved = { name: this.spec.name, args };
    const found = inPath(path, () => differenceOf(saved, this.spec, context));
    if (found === null) return;
    const mine = found.own === undefined ? "PyTorch's default" : describe(withoutFunctions(found.own));
    const place = found.path === "" ? path : `${path}.${found.path}`;
    throw new InvalidArgumentError(place, found.saved, `${mine}, as in this scheduler, ${LOAD_ADVICE}`);
  }

  #context(rates: readonly InitialRate[], hasMomentum: boolean): CallContext {
    return {
      baseLrs: rates.map(Number),
      groups: rates.length,
      options: { quirks: this.quirks, hasMomentum },
    };
  }

  withSettings(settings: unknown): TorchPlan {
    const { args, quirks } = readSettings(settings);
    return this.withArguments(withOwnFunctions("state.settings.args", args, this.spec.args), quirks);
  }

  /** The same scheduler with other arguments. */
  withArguments(args: unknown, quirks = this.quirks): TorchPlan {
    return new TorchPlan({ name: this.spec.name, args }, quirks);
  }

  /** Errors use the options' names in camelCase. */
  #inOptions<T>(build: () => T): T {
    const names = torchDefinitions[this.spec.name]?.names ?? [];
    return withOptions(this.spec.name, names, {}, build);
  }
}

function readSettings(settings: unknown) {
  if (!isRecord(settings) || !isRecord(settings.args)) {
    throw new InvalidArgumentError(
      "state.settings",
      settings,
      "the settings of a scheduler: { args, quirks }",
    );
  }
  const { args, quirks = "reproduce" } = settings;
  return { args, quirks: choice("state.settings.quirks", quirks, ["reproduce", "avoid"]) };
}

/** Schedulers with all rates among their arguments. */
const ABSOLUTE: ReadonlySet<string> = new Set(["OneCycleLR", "CyclicLR"]);

const usesBase = (spec: Nested): boolean =>
  isCombined(spec) ? childrenOf(spec).some(usesBase) : !ABSOLUTE.has(spec.name);

/** All functions among the arguments, including those of nested schedulers. */
function functionsIn(value: unknown): readonly object[] {
  if (typeof value === "function") return [value];
  // A sparse array has few values, whatever its length.
  return isArray(value) || isRecord(value) ? Object.values(value).flatMap(functionsIn) : [];
}

/** The momentum field of the groups: the first beta, `momentum`, or none. */
function momentumField(groups: readonly OpenGroup[]): "betas" | "momentum" | null {
  if (groups.every(({ betas }) => isArray(betas))) return "betas";
  return groups.every(({ momentum }) => typeof momentum === "number") ? "momentum" : null;
}

/** Saved arguments, with this scheduler's functions in place of null. */
function withOwnFunctions(path: string, saved: unknown, own: unknown): unknown {
  if (saved === null) {
    if (typeof own === "function") return own;
    throw new InvalidArgumentError(
      path,
      null,
      "a value: the state was saved with a function, and this scheduler has none",
    );
  }
  if (isArray(saved)) {
    const mine = isArray(own) ? own : [];
    return saved.map((held, i) => withOwnFunctions(`${path}[${i}]`, held, mine[i]));
  }
  if (!isRecord(saved)) return saved;
  const mine = isRecord(own) ? own : {};
  return Object.fromEntries(
    Object.entries(saved).map(([name, held]) => [
      name,
      withOwnFunctions(`${path}.${name}`, held, mine[name]),
    ]),
  );
}
