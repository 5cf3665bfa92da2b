/** Saves and loads the state of a GPU optimizer, in the format of all engines. */
import type { OptimizerState, Rule } from "@anneal/core";
import { loadState, type StatefulGroup, saveState } from "@anneal/core/optimizer-engine";
import type { Gpu } from "../device/gpu.js";
import { readBack, write } from "../dispatch/buffers.js";
import type { BufferPlace } from "./buffer-place.js";
import type { GpuGroup } from "./groups.js";
import type { Kernels } from "./kernels.js";
import type { Plan, PlannedTensor } from "./plan.js";
import { HEADER_LENGTH } from "./shaders.js";
import type { GpuTensor } from "./tensors.js";

/** The parts of an optimizer that a state needs. */
export interface StateOwner {
  readonly maximize: boolean;
  /** Whether parameters may have different step counts. */
  readonly missingGradients: boolean;
  readonly groups: readonly GpuGroup[];
  readonly plan: Plan;
}

/**
 * The state after `step` updates.
 * @param slots The slots of each parameter, by name.
 */
export function stateOf(
  { maximize, groups, plan }: StateOwner,
  step: number,
  mode: "train" | "eval",
  slots: readonly ReadonlyMap<string, Float32Array>[],
  numbers: Float32Array,
): OptimizerState {
  const images = groups.map((group) => imageOf(group, plan, step));
  for (const [g, image] of images.entries()) {
    const { start, end, rule } = groups[g] as GpuGroup;
    const { perParameter, perGroup } = scopesOf(rule);
    for (let i = start; i < end; i++) {
      const tensor = plan.tensors[i] as PlannedTensor;
      for (const [k, name] of perParameter.entries()) {
        const value = carriedOf(tensor, name, step - tensor.writer.missed, numbers);
        image.carriedOfParameters[(i - start) * perParameter.length + k] = value;
      }
      for (const [name, values] of slots[i] as ReadonlyMap<string, Float32Array>) {
        image.setSlot(name, i - start, values);
      }
    }
    if (start === end) continue;
    for (const [k, name] of perGroup.entries()) {
      image.carriedOfGroup[k] = carriedOf(plan.tensors[start] as PlannedTensor, name, step, numbers);
    }
  }
  const shared = sharedOf(plan);
  for (const [rule, { names, carried }] of shared) {
    const { decider } = plan.rules.get(rule) as { decider: PlannedTensor["unit"] };
    for (const [k, name] of names.entries()) {
      const { place } = decider.form.carriedPlaces.find((each) => each.name === name) as { place: number };
      carried[k] = numbers[decider.numbers + place] as number;
    }
    (shared.get(rule) as { hasStarted: boolean }).hasStarted = step > 0;
  }
  return saveState({ step, mode, maximize, groups: images, shared });
}

/** The slots of a parameter on the device, by name. */
export async function readSlots(
  gpu: Gpu,
  { slots, length }: GpuTensor,
): Promise<ReadonlyMap<string, Float32Array>> {
  const read = ([name, { buffer }]: [string, BufferPlace]) =>
    readBack(gpu, buffer, 0, length).then((values) => [name, values] as const);
  return new Map(await Promise.all([...slots].map(read)));
}

/** Writes a loaded state to the device. */
export function writeLoaded(
  gpu: Gpu,
  { tensors, state }: Kernels,
  { step, slots, numbers }: LoadedState,
): void {
  for (const [i, tensor] of tensors.entries()) {
    for (const [name, { buffer }] of tensor.slots) write(gpu, buffer, slots[i]?.get(name) as Float32Array);
  }
  const { queue } = gpu.device;
  queue.writeBuffer(state, 0, Uint32Array.of(step % 2 ** 32, Math.floor(step / 2 ** 32)));
  for (const [place, value] of numbers) {
    queue.writeBuffer(state, 4 * (HEADER_LENGTH + place), Float32Array.of(value));
  }
}

/** The changes on the device when a state is loaded. */
export interface LoadedState {
  readonly step: number;
  readonly mode: "train" | "eval";
  /** The slots of each parameter, by name. */
  readonly slots: readonly ReadonlyMap<string, Float32Array>[];
  /** Numbers of the state buffer, by index. */
  readonly numbers: ReadonlyMap<number, number>;
}

/**
 * Checks a state, then loads hyper-parameters and the numbers that the host carries.
 * @throws InvalidArgumentError; nothing is changed then
 */
export function readSaved(
  value: unknown,
  { maximize, missingGradients, groups, plan }: StateOwner,
  check: () => void,
): LoadedState {
  const images = groups.map((group) => imageOf(group, plan, 0));
  const shared = sharedOf(plan);
  const { step, mode } = loadState(value, {
    maximize,
    groups: images,
    shared,
    isEven: !missingGradients,
    check,
  });
  const numbers = new Map<number, number>();
  const take = ({ unit, writer }: PlannedTensor, name: string, value: number) => {
    const carried = unit.form.carriedPlaces.find((each) => each.name === name);
    if (carried === undefined) return;
    if (carried.place >= 0) numbers.set(unit.numbers + carried.place, value);
    else writer.load(name, step - writer.missed, value);
  };
  for (const [i, tensor] of plan.tensors.entries()) {
    const image = images[tensor.group] as GroupImage;
    tensor.writer.missed = missingGradients ? step - image.counts.at(i - image.start) : 0;
    const { perParameter, perGroup } = scopesOf(image.rule);
    for (const [k, name] of perParameter.entries()) {
      const at = (i - image.start) * perParameter.length + k;
      take(tensor, name, image.carriedOfParameters[at] as number);
    }
    for (const [k, name] of perGroup.entries()) take(tensor, name, image.carriedOfGroup[k] as number);
    for (const [k, name] of (shared.get(image.rule)?.names ?? []).entries()) {
      take(tensor, name, shared.get(image.rule)?.carried[k] as number);
    }
  }
  const slots = plan.tensors.map(({ group }, i) => {
    const image = images[group] as GroupImage;
    return image.slots[i - image.start] as ReadonlyMap<string, Float32Array>;
  });
  return { step, mode, slots, numbers };
}

/** A group with its values on the device, as a state needs it. */
interface GroupImage extends StatefulGroup {
  readonly slots: readonly Map<string, Float32Array>[];
}

function imageOf(
  { rule, flags, hyper, baseRate, params, start, end }: GpuGroup,
  plan: Plan,
  step: number,
): GroupImage {
  const slots = params.map(() => new Map<string, Float32Array>());
  const { perParameter, perGroup } = scopesOf(rule);
  const counts = params.map((_, i) => step - (plan.tensors[start + i] as PlannedTensor).writer.missed);
  return {
    rule,
    flags,
    hyper,
    baseRate,
    params,
    start,
    end,
    slots,
    updates: step,
    counts: {
      at: (index) => counts[index] as number,
      setOne: (index, updates) => {
        counts[index] = updates;
      },
    },
    carriedOfGroup: new Float64Array(perGroup.length),
    carriedOfParameters: new Float64Array(perParameter.length * params.length),
    slotNames: (index) => (plan.tensors[start + index] as PlannedTensor).unit.form.slots,
    slotLength: (_name, index) => (params[index] as { length: number }).length,
    slot: (name, index) => slots[index]?.get(name) ?? null,
    setSlot: (name, index, values) => slots[index]?.set(name, values),
  };
}

function carriedOf(
  { unit, writer }: PlannedTensor,
  name: string,
  step: number,
  numbers: Float32Array,
): number {
  const carried = unit.form.carriedPlaces.find((each) => each.name === name);
  if (carried === undefined || step === 0) return 0;
  return carried.place >= 0
    ? (numbers[unit.numbers + carried.place] as number)
    : (writer.carried(name, step) as number);
}

function sharedOf(plan: Plan) {
  return new Map(
    [...plan.rules.keys()].map((rule) => {
      const names = scopesOf(rule as Rule).perOptimizer;
      return [rule as Rule, { names, carried: new Float64Array(names.length), hasStarted: false }] as const;
    }),
  );
}

/** The carried numbers of a rule, by their owner. */
function scopesOf({ carried }: Rule) {
  const named = (per: string) => Object.keys(carried).filter((name) => carried[name]?.per === per);
  return {
    perParameter: named("parameter"),
    perGroup: named("group"),
    perOptimizer: named("optimizer"),
  };
}
