/** The groups of an optimizer and the arrays that they own. */
import { list } from "../arguments.js";
import { InvalidArgumentError } from "../errors.js";
import { createGroups, type GroupPart } from "./create-groups.js";
import type { Arena, Engine } from "./engine.js";
import { float32Array } from "./float32.js";
import { type ParameterGroup, showGroup } from "./group.js";
import type { CheckedGroup, Settings } from "./options.js";
import { refuseOverlaps } from "./overlaps.js";
import type { Rule } from "./rule/rule.js";
import { SharedNumbers } from "./shared-numbers.js";
import type { WholeGroup } from "./whole-group.js";

/** Everything that keeps the memory of an optimizer. Its lists are replaced when groups are added, never changed. */
export class OptimizerMemory {
  arenas: readonly Arena[] = [];
  parts: readonly GroupPart[] = [];
  /** The groups, whichever arenas they are in, and what they show. */
  wholes: readonly WholeGroup[] = [];
  groups: readonly ParameterGroup[] = [];
  params: readonly Float32Array[] = [];
  /** Empty where the gradients are the caller's. */
  grads: readonly Float32Array[] = [];
  /** How many phases an update has: between two of them the sums over all tensors are complete. */
  phases = 1;
  /** By rule: what its tensors share. */
  readonly shared = new Map<Rule, SharedNumbers>();
  /** Those of `shared` that an update changes. */
  sharing: readonly SharedNumbers[] = [];

  /** @throws OutOfMemoryError; nothing is changed */
  add(engine: Engine, settings: Settings, checked: readonly CheckedGroup[]): void {
    for (const { rule } of checked) {
      if (!this.shared.has(rule)) this.shared.set(rule, new SharedNumbers(rule));
    }
    const added = createGroups(engine, settings, checked, this.wholes, this.shared);
    const cores = added.parts.map(({ core }) => core);
    this.phases = Math.max(this.phases, ...added.parts.map(({ update }) => update.phases));
    this.sharing = [...this.shared.values()].filter(({ names }) => names.length > 0 || this.phases > 1);
    this.arenas = [...this.arenas, ...added.arenas];
    this.parts = [...this.parts, ...added.parts];
    this.wholes = [...this.wholes, ...added.groups];
    this.groups = Object.freeze([...this.groups, ...added.groups.map(showGroup)]);
    this.params = Object.freeze([...this.params, ...cores.flatMap(({ storage }) => storage.params)]);
    this.grads = Object.freeze([...this.grads, ...cores.flatMap(({ storage }) => storage.grads)]);
  }

  /** The names of the parameters: what they were given, else their index. */
  get names(): readonly string[] {
    return this.parts.flatMap(({ core }) => core.params).map(({ name }, i) => name ?? String(i));
  }

  /** @throws InvalidArgumentError when an array is gone: its buffer was transferred away. */
  assertAttached(): void {
    for (let i = 0; i < this.parts.length; i++) (this.parts[i] as GroupPart).core.storage.assertAttached();
  }

  /** Takes other arrays for the parameters. @throws InvalidArgumentError; nothing is changed */
  replaceParams(params: unknown): void {
    const arrays = list("params", params, "Float32Arrays");
    const { length } = this.params;
    if (arrays.length !== length)
      throw new InvalidArgumentError("params.length", arrays.length, `${length}, one for each parameter`);
    const lengths = this.parts.flatMap(({ core }) => core.params.map((each) => each.length));
    const checked = arrays.map((each, i) => float32Array(`params[${i}]`, each, lengths[i] as number));
    refuseOverlaps(checked, (index) => `params[${index}]`);
    for (const { core } of this.parts) {
      if (core.storage.replaceParams === null)
        throw new InvalidArgumentError("memory", "resident", '"caller" for replaceParams');
      core.storage.replaceParams(checked.slice(core.start, core.end));
    }
    this.params = Object.freeze(checked);
  }

  /** Frees the arenas; nothing is called afterwards. */
  release(): void {
    for (const arena of this.arenas) arena.release();
  }
}
