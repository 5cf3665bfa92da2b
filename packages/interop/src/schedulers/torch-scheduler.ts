/** The part that PyTorch's scheduler classes share. */
import {
  InvalidArgumentError,
  type LoadPolicy,
  type ScheduledOptimizer,
  type SchedulerOptions,
  type SchedulerState,
} from "@anneal/core";
import {
  choice,
  Fields,
  GroupScheduler,
  groupsOf,
  isArray,
  isRecord,
  type OpenGroup,
  readSchedulerState,
  SCHEDULER_OPTIONS,
  wholeNumber,
} from "@anneal/core/internal";
import type { Nested } from "../lowering/definition.js";
import { checkedRate } from "./step-curves.js";
import { effectOf, TorchPlan } from "./torch-plan.js";
import { isTorchState, readTorchState } from "./torch-state.js";

/** What our schedulers offer beyond PyTorch's arguments. */
export interface TorchSchedulerOptions extends Pick<SchedulerOptions, "counter" | "initialLr"> {
  /** `"reproduce"`: PyTorch's numbers. `"avoid"`: the sane alternative where there is one. Default: `"reproduce"`. */
  readonly quirks?: "reproduce" | "avoid";
}

const OPTIONS = [...SCHEDULER_OPTIONS.filter((name) => name !== "lastEpoch"), "quirks"] as const;

/**
 * A scheduler of PyTorch over the groups of an optimizer: its own numbers, from closed forms, so that nothing drifts and a
 * saved step is all that a resume needs. See `GroupScheduler` for what counts as a step.
 */
export class TorchScheduler extends GroupScheduler<TorchPlan> {
  /** @param args PyTorch's own argument names. @throws InvalidArgumentError before anything is written. */
  constructor(optimizer: ScheduledOptimizer, spec: Nested, more: TorchSchedulerOptions = {}) {
    if (!isRecord(spec) || typeof spec.name !== "string" || !isRecord(spec.args)) {
      throw new InvalidArgumentError("spec", spec, "{ name, args } of one of PyTorch's schedulers");
    }
    const fields = new Fields(spec.name, "options", more, OPTIONS);
    const quirks = fields.choice("quirks", ["reproduce", "avoid"], "reproduce");
    const done = readLastEpoch(spec.args) + 1;
    const counting = fields.pick(["counter", "initialLr"]) as SchedulerOptions;
    if (done > 0 && counting.initialLr === undefined) refuseWithoutInitialRates(optimizer);
    super(optimizer, new TorchPlan(spec, quirks), { ...counting, lastEpoch: done });
  }

  /** The name and the arguments, under PyTorch's names. */
  get spec(): Nested {
    return this.plan.spec;
  }

  /** Gives schedulers to one that steps them from now on. */
  protected takeOver(children: readonly TorchScheduler[]): void {
    for (const child of children) child.handOver(this.spec.name);
  }

  /**
   * Goes on from a state of this library or of PyTorch itself (its `state_dict()` as JSON), and writes the rates.
   *
   * `policy`: what happens where the saved arguments are others than here. `"match"` (default): refused, naming the
   * argument; for a state of PyTorch also where the rate that it has isn't the one here. `"checkpoint"`: the saved ones
   * hold, which is what PyTorch does without asking. `"keep"`: those of this scheduler.
   * @throws InvalidArgumentError before anything is changed.
   */
  override loadStateDict(
    state: SchedulerState | Readonly<Record<string, unknown>>,
    options: { readonly policy?: LoadPolicy } = {},
  ): void {
    const fields = new Fields("loadStateDict", "options", options, ["policy"]);
    const policy = fields.choice("policy", ["match", "checkpoint", "keep"], "match");
    const { plan } = this;
    if (isTorchState(state)) {
      const { lastEpoch, baseLrs, lastLrs, args } = readTorchState(state, plan.spec);
      const saved = this.#mergedWith(args);
      if (policy === "match") {
        this.#refuseOther(args, baseLrs, "state");
        refuseOtherRates(plan, baseLrs, lastEpoch, lastLrs, this.#hasMomentum());
      }
      const settings = policy === "checkpoint" ? saved.settings : plan.settings;
      super.loadStateDict(
        { ...this.stateDict(), lastEpoch, updates: null, initialLrs: baseLrs, settings },
        options,
      );
      return;
    }
    const own = readSchedulerState(state, plan.name, groupsOf(this.optimizer)().length);
    const settings = own.settings as Readonly<Record<string, unknown>>;
    if (policy !== "match" || !isRecord(settings.args)) {
      super.loadStateDict(own, options);
      return;
    }
    const rates = own.initialLrs.filter((rate) => rate !== null);
    if (rates.length === own.initialLrs.length) {
      this.#refuseOther(settings.args, rates, "state.settings.args");
      choice("state.settings.quirks", settings.quirks, [plan.quirks]);
    }
    super.loadStateDict({ ...own, settings: plan.settings }, options);
  }

  /** This scheduler with what a state says of its arguments. */
  #mergedWith(args: Readonly<Record<string, unknown>>): TorchPlan {
    return Object.entries(args).reduce((plan, [name, value]) => {
      const isNested = name === "schedulers";
      return plan.withArgument(name, isNested ? mergedChildren(plan.spec, value) : value);
    }, this.plan);
  }

  /** Refuses the first argument that makes another scheduler of this one. */
  #refuseOther(args: Readonly<Record<string, unknown>>, rates: readonly number[], path: string): void {
    const hasMomentum = this.#hasMomentum();
    const own = effectOf(this.plan, rates, hasMomentum);
    const mine = this.spec.args as Readonly<Record<string, unknown>>;
    for (const [name, value] of Object.entries(args)) {
      if (value === null || name === "last_epoch") continue;
      const held = name === "schedulers" ? mergedChildren(this.spec, value) : value;
      const other = this.plan.withArgument(name, held);
      if (inState(path, () => effectOf(other, rates, hasMomentum)) === own) continue;
      const here = mine[name] === undefined ? "PyTorch's default" : JSON.stringify(mine[name]);
      const advice = 'as in this scheduler, or load with { policy: "checkpoint" } or { policy: "keep" }';
      throw new InvalidArgumentError(`${path}.${name}`, value, `${here}, ${advice}`);
    }
  }

  #hasMomentum(): boolean {
    const { optimizer } = this;
    const groups = "paramGroups" in optimizer ? optimizer.paramGroups : optimizer.groups;
    return (groups as readonly OpenGroup[]).every(
      ({ betas, momentum }) => isArray(betas) || typeof momentum === "number",
    );
  }
}

/** Errors about saved arguments say that they are of the state. */
function inState<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof InvalidArgumentError)) throw error;
    throw new InvalidArgumentError(`${path}.${error.argument}`, error.received, error.expected);
  }
}

/** The schedulers inside, each with what a state says of its arguments. */
function mergedChildren(spec: Nested, saved: unknown): readonly Nested[] {
  const own = (spec.args as { readonly schedulers: readonly Nested[] }).schedulers;
  const given = isArray(saved) ? (saved as readonly unknown[]) : [];
  return own.map((child, i) => {
    const held = given[i];
    if (!isRecord(held) || !isRecord(held.args)) return child;
    const kept = Object.entries(held.args).filter(([, value]) => value !== null);
    const nested = kept.map(([name, value]) => [
      name,
      name === "schedulers" ? mergedChildren(child, value) : value,
    ]);
    return { name: child.name, args: { ...(child.args as object), ...Object.fromEntries(nested) } };
  });
}

/** PyTorch computes rates from rates: over a long run they drift by so much. */
const DRIFT = 1e-9;

function refuseOtherRates(
  plan: TorchPlan,
  baseLrs: readonly number[],
  lastEpoch: number,
  lastLrs: readonly number[],
  hasMomentum: boolean,
): void {
  for (const [i, curves] of plan.stepCurves(baseLrs, hasMomentum).entries()) {
    const [here, saved] = [checkedRate(curves)(lastEpoch), lastLrs[i]];
    if (saved !== undefined && Math.abs(here - saved) <= DRIFT * Math.max(Math.abs(here), baseLrs[i] ?? 0))
      continue;
    const expected = `${here}, the rate of step ${lastEpoch} here; { policy: "keep" } takes the step alone`;
    throw new InvalidArgumentError(`state._last_lr[${i}]`, saved, expected);
  }
}

function readLastEpoch(args: unknown): number {
  const { last_epoch: lastEpoch } = args as { readonly last_epoch?: unknown };
  return lastEpoch === undefined ? -1 : wholeNumber("lastEpoch", lastEpoch, -1);
}

/** What PyTorch refuses too: a run that goes on needs the rates that it began with. */
function refuseWithoutInitialRates(optimizer: ScheduledOptimizer): void {
  for (const [i, group] of groupsOf(optimizer)().entries()) {
    if (typeof group.initialLr === "number") continue;
    const expected = "a rate, where lastEpoch says that the run goes on; or give initialLr";
    throw new InvalidArgumentError(`groups[${i}].initialLr`, group.initialLr, expected);
  }
}
