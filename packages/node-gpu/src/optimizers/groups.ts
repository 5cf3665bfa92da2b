/** Groups of parameters on a device, as states and their owner see them. */
import {
  InvalidArgumentError,
  isSchedule,
  type LearningRate,
  type ParameterGroup,
  type Rule,
} from "@anneal/core";
import { BaseRate, type FlagValue, showGroup } from "@anneal/core/optimizer-engine";
import { GpuHyper } from "./hyper.js";
import type { CheckedGroup, GpuSettings } from "./options.js";
import type { CheckedSource } from "./tensors.js";

/** What a group shows. What is set is checked, and holds from the next step that is asked for. */
export type GpuParameterGroup<R extends Rule = Rule> = ParameterGroup<R>;

export class GpuGroup {
  readonly rule: Rule;
  readonly flags: Readonly<Record<string, FlagValue>>;
  readonly hyper: GpuHyper;
  readonly baseRate: BaseRate;
  readonly params: readonly CheckedSource[];
  /** What the optimizer's owner sees. */
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

/** @throws InvalidArgumentError where rates that the device shall compute are no schedules */
export function createGroups({ groups, ratesOnDevice }: GpuSettings): GpuGroup[] {
  let end = 0;
  return groups.map((group, i) => {
    const start = end;
    end += group.sources.length;
    const { lr } = group.hyper;
    if (ratesOnDevice && !isSchedule(lr))
      throw new InvalidArgumentError(`groups[${i}].lr`, lr, 'a schedule, as rate is "device"');
    return new GpuGroup(group, `groups[${i}]`, start, end, ratesOnDevice);
  });
}
