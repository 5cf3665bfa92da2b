/** PyTorch's ReduceLROnPlateau over the groups of an optimizer, with PyTorch's own saved state. */
import { InvalidArgumentError, type LoadPolicy, type ScheduledOptimizer } from "@anneal/core";
import { Fields, finiteNumber, isArray, numberList } from "@anneal/core/arguments";
import {
  groupsOf,
  type OpenGroup,
  presentRate,
  readPolicy,
  refuseDifference,
  writeRates,
} from "@anneal/core/group-scheduler";
import { withOptions } from "../typed-functions.js";
import { worst } from "./better.js";
import { readState, type SavedState, toJsonNumber } from "./rule.js";
import {
  limitOf,
  readTorchPlateau,
  type TorchPlateauSettings,
  type TorchPlateauState,
  torchPlateau,
  torchPlateauNames,
  torchPlateauStart,
  torchPlateauStep,
} from "./torch-plateau.js";

export interface ReduceLROnPlateauOptions {
  /** Whether smaller or larger metrics are better. Default: `"min"`. */
  readonly mode?: "min" | "max";
  /** The factor of each reduction, below 1. Default: 0.1. */
  readonly factor?: number;
  /** The number of bad metrics in a row before the next one reduces the rate. Default: 10. */
  readonly patience?: number;
  /** Default: 1e-4. */
  readonly threshold?: number;
  /** `"rel"`: relative to the best metric; `"abs"`: an absolute difference. Default: `"rel"`. */
  readonly thresholdMode?: "rel" | "abs";
  /** The number of metrics after a reduction that can't be bad. Default: 0. */
  readonly cooldown?: number;
  /** The lowest rate, or a list with one per group. Default: 0. */
  readonly minLr?: number | readonly number[];
  /** Changes of a rate by no more than this are skipped. Default: 1e-8. */
  readonly eps?: number;
}

/** The state under PyTorch's own names. JSON has no infinities: they are the strings `"Infinity"` and `"-Infinity"`. */
export interface ReduceLROnPlateauState {
  readonly factor: number;
  readonly default_min_lr: number | null;
  readonly min_lrs: readonly number[];
  readonly patience: number;
  readonly cooldown: number;
  readonly eps: number;
  readonly last_epoch: number;
  readonly _last_lr: readonly number[];
  readonly mode_worse: number | string;
  readonly mode: "min" | "max";
  readonly threshold: number;
  readonly threshold_mode: "rel" | "abs";
  readonly best: number | string;
  readonly cooldown_counter: number;
  readonly num_bad_epochs: number;
}

const stateNames = ["best", "num_bad_epochs", "cooldown_counter", "last_epoch", "_last_lr"] as const;
const settingNames = [
  "mode",
  "factor",
  "patience",
  "threshold",
  "threshold_mode",
  "cooldown",
  "default_min_lr",
  "min_lrs",
  "eps",
] as const;
type SavedSettings = Pick<ReduceLROnPlateauState, (typeof settingNames)[number]>;

/**
 * Lowers the rates of an optimizer's groups when a metric stops improving: the class of `torch.optim.lr_scheduler`,
 * with its arithmetic and its quirks. Each call of `step` reads the current rates of the groups, so nothing else may
 * write them. To combine it with a schedule, use `ReduceOnPlateau` of `@anneal/core`, which multiplies a schedule.
 *
 * @throws InvalidArgumentError for an optimizer without groups, and for arguments that PyTorch rejects.
 */
export class ReduceLROnPlateau {
  readonly #groups: () => readonly OpenGroup[];
  #settings: TorchPlateauSettings;
  #state: TorchPlateauState;

  /** @param more Must be absent; PyTorch's other classes take options here. */
  constructor(
    optimizer: ScheduledOptimizer,
    options: ReduceLROnPlateauOptions = {},
    more: Readonly<Record<string, never>> = {},
  ) {
    new Fields("ReduceLROnPlateau", "options", more, []);
    const groups = groupsOf(optimizer);
    const rates = groups().map(presentRate);
    this.#groups = groups;
    this.#settings = withOptions("ReduceLROnPlateau", torchPlateauNames, options, (args) =>
      readSettings(args, rates.length),
    );
    this.#state = torchPlateauStart(this.#settings, rates);
  }

  /** The best metric so far; infinite before the first one. */
  get best(): number {
    return this.#state.best;
  }

  /** The number of metrics so far. */
  get lastEpoch(): number {
    return this.#state.last_epoch;
  }

  /** The rates after the last step. */
  getLastLr(): readonly number[] {
    return [...this.#state._last_lr];
  }

  /**
   * Adds a metric, and writes the resulting rates.
   *
   * @param metric Any number: NaN is never better, and counts as bad.
   * @throws InvalidArgumentError for a metric that is not a number, or for groups added later if `minLr` is a list.
   */
  step(metric: number): void {
    if (typeof metric !== "number") throw new InvalidArgumentError("metric", metric, "a number");
    const groups = this.#groups();
    const rates = groups.map((group, i) => presentRate(group, i));
    const { minLr } = this.#settings;
    if (typeof minLr !== "number" && minLr.length !== rates.length) {
      throw new InvalidArgumentError("minLr.length", minLr.length, `${rates.length}, one for each group`);
    }
    const before = { ...this.#state, _last_lr: rates };
    const next = torchPlateauStep(this.#settings, before, metric, this.#state.last_epoch + 1);
    writeRates(groups, next._last_lr);
    this.#state = next;
  }

  /** The state under PyTorch's own names, as plain JSON. */
  stateDict(): ReduceLROnPlateauState {
    const { best, num_bad_epochs, cooldown_counter, last_epoch, _last_lr } = this.#state;
    return {
      ...this.#savedSettings(),
      best: toJsonNumber(best),
      num_bad_epochs,
      cooldown_counter,
      mode_worse: toJsonNumber(worst(this.#settings.mode)),
      last_epoch,
      _last_lr: [..._last_lr],
    };
  }

  /**
   * Continues from a saved state, including PyTorch's own, and writes its rates into the groups.
   *
   * @param state The result of `stateDict()`, here or in PyTorch.
   * @param options What to do if its arguments differ from this scheduler's: `"match"` throws, `"checkpoint"` takes
   * those of the state, as PyTorch does silently, `"keep"` keeps those of this scheduler. Default: `"match"`.
   * @throws InvalidArgumentError for an invalid state, before anything changes.
   */
  loadStateDict(
    state: ReduceLROnPlateauState | object,
    options: { readonly policy?: LoadPolicy } = {},
  ): void {
    const policy = readPolicy(options);
    const names = [...stateNames, ...settingNames, "mode_worse"] as const;
    const fields = new Fields("the state", "state", state, names, "state.");
    const groups = this.#groups();
    const saved: SavedSettings = {
      mode: fields.choice("mode", ["min", "max"]),
      factor: fields.finite("factor"),
      patience: fields.finite("patience"),
      threshold: fields.finite("threshold"),
      threshold_mode: fields.choice("threshold_mode", ["rel", "abs"]),
      cooldown: fields.finite("cooldown"),
      default_min_lr: fields.readOrNull("default_min_lr", finiteNumber),
      min_lrs: fields.read("min_lrs", numberList),
      eps: fields.finite("eps"),
    };
    const savedRates = fields.read("_last_lr", rateList);
    fields.finite("cooldown_counter");
    const own = Object.fromEntries(stateNames.map((name) => [name, fields.get(name)])) as SavedState;
    const read = readState(torchPlateau(this.#settings, savedRates), "state", own);
    for (const [name, each] of [
      ["_last_lr", savedRates],
      ["min_lrs", saved.min_lrs],
    ] as const) {
      if (each.length <= groups.length) continue;
      throw new InvalidArgumentError(
        `state.${name}.length`,
        each.length,
        `at most ${groups.length}, the groups`,
      );
    }
    if (policy === "match") refuseDifference("state", saved, this.#savedSettings(saved.min_lrs.length));
    const settings = policy === "keep" ? this.#settings : this.#settingsOf(saved, groups.length);
    // Groups added after the last metric keep their own rates.
    const rates = groups.map((group, i) => savedRates[i] ?? presentRate(group, i));
    writeRates(groups, rates);
    this.#settings = settings;
    this.#state = { ...read, _last_lr: rates };
  }

  /**
   * The arguments of a state, checked like those of the constructor. Groups added since use this scheduler's limits.
   */
  #settingsOf({ default_min_lr, min_lrs, ...args }: SavedSettings, groups: number): TorchPlateauSettings {
    const { minLr } = this.#settings;
    const added = typeof minLr === "number" ? [] : minLr.slice(min_lrs.length);
    return readSettings({ ...args, min_lr: default_min_lr ?? [...min_lrs, ...added] }, groups);
  }

  #savedSettings(groups = this.#state._last_lr.length): SavedSettings {
    const { mode, factor, patience, threshold, relative, cooldown, minLr, eps } = this.#settings;
    return {
      factor,
      default_min_lr: typeof minLr === "number" ? minLr : null,
      min_lrs: Array.from({ length: groups }, (_, group) => limitOf(minLr, group)),
      patience,
      cooldown,
      eps,
      mode,
      threshold,
      threshold_mode: relative ? "rel" : "abs",
    };
  }
}

function readSettings(args: object, groups: number): TorchPlateauSettings {
  return readTorchPlateau(new Fields("ReduceLROnPlateau", "options", args, torchPlateauNames), groups, false);
}

function rateList(path: string, value: unknown): readonly number[] {
  if (!isArray(value) || value.length === 0) {
    throw new InvalidArgumentError(path, value, "a list of at least one rate");
  }
  return numberList(path, value);
}
