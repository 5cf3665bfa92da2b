/** Parameter groups on a device. */
import {
  InvalidArgumentError,
  isSchedule,
  type LearningRate,
  type ParameterGroup,
  type Rule,
} from "@anneal/core";
import { BaseRate, type FlagValues, showGroup } from "@anneal/core/optimizer-engine";
import { GpuHyper } from "./hyper.js";
import type { CheckedGroup, GpuSettings } from "./options.js";
import type { CheckedSource } from "./tensors.js";

/** The hyper-parameters of a group. Values that are set are checked, and apply from the next requested step on. */
export type GpuParameterGroup<R extends Rule = Rule> = ParameterGroup<R>;

export class GpuGroup {
  readonly rule: Rule;
  readonly flags: FlagValues;
  readonly hyper: GpuHyper;
  readonly baseRate: BaseRate;
  readonly params: readonly CheckedSource[];
  /** The public view of the group. */
  readonly shown: GpuParameterGroup;

  constructor(
    group: CheckedGroup,
    readonly path: string,
    readonly start: number,
    readonly end: number,
    ratesOnDevice: boolean,
  ) {
    this.rule = group.rule;
    this.flags = group.flags;
    this.params = group.sources;
    this.hyper = new GpuHyper(group.rule, group.flags, path, group.hyper, ratesOnDevice ? "lr" : null);
    this.baseRate = new BaseRate(group.hyper.lr as LearningRate);
    this.shown = showGroup(this);
  }
}

/** @throws InvalidArgumentError if the device should compute a rate that is not a schedule */
export function createGroups({ groups, ratesOnDevice }: GpuSettings): GpuGroup[] {
  let end = 0;
  return groups.map((group, i) => {
    const start = end;
    end += group.sources.length;
    const { lr } = group.hyper;
    if (ratesOnDevice && !isSchedule(lr))
      throw new InvalidArgumentError(`groups[${i}].lr`, lr, 'a schedule with rate: "device"');
    return new GpuGroup(group, `groups[${i}]`, start, end, ratesOnDevice);
  });
}
