/** The base of PyTorch's scheduler classes. */
import {
  InvalidArgumentError,
  type LoadPolicy,
  type ScheduledOptimizer,
  type SchedulerOptions,
  type SchedulerState,
} from "@anneal/core";
import { Fields, isArray, isRecord, refuseDeepNesting, wholeNumber } from "@anneal/core/arguments";
import {
  GroupScheduler,
  groupsOf,
  readPolicy,
  refuseOtherRates,
  SCHEDULER_OPTIONS,
} from "@anneal/core/group-scheduler";
import { type Nested, withoutNone } from "../lowering/definition.js";
import { checkedRate, childrenOf } from "./step-curves.js";
import { TorchPlan } from "./torch-plan.js";
import { isTorchState, readTorchState } from "./torch-state.js";

/** The options beyond PyTorch's arguments. */
export interface TorchSchedulerOptions extends Pick<SchedulerOptions, "counter" | "initialLr"> {
  /** `"reproduce"`: PyTorch's numbers. `"avoid"`: without PyTorch's bugs. Default: `"reproduce"`. */
  readonly quirks?: "reproduce" | "avoid";
}

const OPTIONS = [...SCHEDULER_OPTIONS.filter((name) => name !== "lastEpoch"), "quirks"] as const;

/**
 * A scheduler of PyTorch over the groups of an optimizer: PyTorch's numbers, from closed forms, so that nothing drifts
 * and a saved step is enough to resume. See `GroupScheduler` for what counts as a step.
 */
export class TorchScheduler extends GroupScheduler<TorchPlan> {
  /** @param args PyTorch's own argument names. @throws InvalidArgumentError before anything is written. */
  constructor(optimizer: ScheduledOptimizer, spec: Nested, more: TorchSchedulerOptions = {}) {
    if (!isRecord(spec) || typeof spec.name !== "string" || !isRecord(spec.args)) {
      throw new InvalidArgumentError("spec", spec, "{ name, args } of one of PyTorch's schedulers");
    }
    refuseDeepNesting("options", spec.args);
    const fields = new Fields(spec.name, "options", more, OPTIONS);
    const quirks = fields.choice("quirks", ["reproduce", "avoid"], "reproduce");
    const done = readLastEpoch(spec.args) + 1;
    const counting = fields.pick(["counter", "initialLr"]) as SchedulerOptions;
    super(optimizer, new TorchPlan({ name: spec.name, args: withoutNone(spec.args, []) }, quirks), {
      ...counting,
      lastEpoch: done,
    });
  }

  /** The name and the arguments, under PyTorch's names. */
  get spec(): Nested {
    return this.plan.spec;
  }

  /** Hands schedulers over to one that then steps them. */
  protected takeOver(children: readonly TorchScheduler[]): void {
    for (const child of children) child.handOver(this.spec.name);
  }

  /**
   * Continues from a state of this library or of PyTorch itself (its `state_dict()` as JSON), and writes the rates.
   *
   * `policy`: what to do if the saved arguments or base rates differ. `"match"` (default): throw an error that names
   * the argument; for a state of PyTorch also if its rate differs. `"checkpoint"`: use the saved ones, as PyTorch does
   * silently. `"keep"`: keep those of this scheduler.
   * @throws InvalidArgumentError before anything changes.
   */
  override loadStateDict(
    state: SchedulerState | Readonly<Record<string, unknown>>,
    options: { readonly policy?: LoadPolicy } = {},
  ): void {
    const policy = readPolicy(options);
    super.loadStateDict(this.#asOurs(state, policy), { policy });
  }

  override checkStateDict(
    state: SchedulerState | Readonly<Record<string, unknown>>,
    options: { readonly policy?: LoadPolicy; readonly updates?: number } = {},
  ): void {
    const policy = isRecord(options) ? options.policy : undefined;
    super.checkStateDict(this.#asOurs(state, readPolicy({ policy })), options);
  }

  #asOurs(state: SchedulerState | Readonly<Record<string, unknown>>, policy: LoadPolicy): SchedulerState {
    return isTorchState(state) ? this.#fromTorch(state, policy) : (state as SchedulerState);
  }

  /** PyTorch's state in our form, checked according to `policy` under PyTorch's names. */
  #fromTorch(state: Readonly<Record<string, unknown>>, policy: LoadPolicy): SchedulerState {
    const { plan } = this;
    const { lastEpoch, fraction, baseLrs, lastLrs, args } = readTorchState(state, plan.spec);
    const merged = plan.withArguments(mergedArguments(plan.spec, args));
    const groups = groupsOf(this.optimizer)();
    if (policy === "match") {
      const hasMomentum = groups.every(
        ({ betas, momentum }) => isArray(betas) || typeof momentum === "number",
      );
      inState(() => plan.refuseOtherArguments(merged.spec.args as typeof args, "state", groups, baseLrs));
      if (baseLrs.length <= groups.length) {
        if (plan.usesInitialRates) refuseOtherRates("state.base_lrs", baseLrs, this.baseLrs);
        refuseOtherLastRates(plan, baseLrs, lastEpoch + fraction, lastLrs, hasMomentum);
      }
    }
    return {
      ...this.stateDict(),
      lastEpoch,
      fraction,
      updates: null,
      initialLrs: baseLrs,
      settings: (policy === "checkpoint" ? merged : plan).settings,
    };
  }
}

/** Nested schedulers are one attribute of PyTorch's state. */
function inState(check: () => void): void {
  try {
    check();
  } catch (error) {
    if (!(error instanceof InvalidArgumentError) || !error.argument.startsWith("state.schedulers"))
      throw error;
    const inner = error.argument.slice("state.".length);
    throw new InvalidArgumentError(
      "state.schedulers",
      error.received,
      `such that ${inner} is ${error.expected}`,
    );
  }
}

/** A scheduler's arguments, overwritten by those of a state. */
function mergedArguments(spec: Nested, saved: Readonly<Record<string, unknown>>) {
  const given = Object.entries(saved).filter(([, value]) => value !== null);
  const merged = given.map(([name, value]) => [
    name,
    name === "schedulers" ? mergedChildren(spec, value) : value,
  ]);
  return { ...(spec.args as object), ...Object.fromEntries(merged) };
}

function mergedChildren(spec: Nested, saved: unknown): readonly Nested[] {
  const given = isArray(saved) ? (saved as readonly unknown[]) : [];
  return childrenOf(spec).map((child, i) => {
    const held = given[i];
    if (!isRecord(held) || !isRecord(held.args)) return child;
    return { name: child.name, args: mergedArguments(child, held.args) };
  });
}

/** PyTorch computes rates from rates; this is the allowed drift over a long run. */
const DRIFT = 1e-9;

function refuseOtherLastRates(
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
    const expected = `${here}, the rate of step ${lastEpoch} in this scheduler; { policy: "keep" } loads only the step`;
    throw new InvalidArgumentError(`state._last_lr[${i}]`, saved, expected);
  }
}

function readLastEpoch(args: unknown): number {
  const { last_epoch: lastEpoch } = args as { readonly last_epoch?: unknown };
  return lastEpoch === undefined ? -1 : wholeNumber("lastEpoch", lastEpoch, -1);
}
