/** The groups of an optimizer and their arrays. */
import { list } from "../arguments.js";
import { InvalidArgumentError } from "../errors.js";
import { createGroups, type GroupPart } from "./create-groups.js";
import type { Arena, Engine } from "./engine.js";
import { type ParameterGroup, showGroup } from "./group.js";
import type { CheckedGroup, Settings } from "./options.js";
import { refuseOverlaps } from "./overlaps.js";
import { type ParameterArray, parameterArray } from "./parameter-array.js";
import type { CheckedParameter } from "./parameters.js";
import type { Rule } from "./rule/rule.js";
import { SharedNumbers } from "./shared-numbers.js";
import type { WholeGroup } from "./whole-group.js";

/** The memory of an optimizer. Its lists are replaced when groups are added, never changed. */
export class OptimizerMemory {
  arenas: readonly Arena[] = [];
  parts: readonly GroupPart[] = [];
  /** The groups over all arenas, and their public views. */
  wholes: readonly WholeGroup[] = [];
  groups: readonly ParameterGroup[] = [];
  params: readonly ParameterArray[] = [];
  /** The resident gradients; empty if the gradients are the caller's. */
  grads: readonly ParameterArray[] = [];
  /** The number of phases per update: between two phases, the sums over all tensors are complete. */
  phases = 1;
  /** The data shared by all tensors of a rule, by rule. */
  readonly shared = new Map<Rule, SharedNumbers>();
  /** The entries of `shared` that an update changes. */
  sharing: readonly SharedNumbers[] = [];

  /** @throws OutOfMemoryError; nothing has changed */
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

  /** The names of the parameters: the given ones, otherwise their index. */
  get names(): readonly string[] {
    return this.parts.flatMap(({ core }) => core.params).map(({ name }, i) => name ?? String(i));
  }

  /** @throws InvalidArgumentError if an array's buffer was transferred. */
  assertAttached(): void {
    for (let i = 0; i < this.parts.length; i++) (this.parts[i] as GroupPart).core.storage.assertAttached();
  }

  /**
   * Replaces the parameter arrays.
   * @param use Throws if a getter of the list has freed the optimizer.
   * @throws InvalidArgumentError or FreedError; nothing has changed
   */
  replaceParams(params: unknown, use: () => unknown): void {
    const arrays = list("params", params, "arrays");
    use();
    const { length } = this.params;
    if (arrays.length !== length)
      throw new InvalidArgumentError("params.length", arrays.length, `${length}, one for each parameter`);
    const shapes = this.parts.flatMap(({ core }) => core.params);
    const checked = arrays.map((each, i) => {
      const { kind, length: count } = shapes[i] as CheckedParameter;
      return parameterArray(`params[${i}]`, each, kind, count);
    });
    refuseOverlaps(checked, (index) => `params[${index}]`);
    for (const { core } of this.parts) {
      if (core.storage.replaceParams === null)
        throw new InvalidArgumentError("memory", "resident", '"caller" for replaceParams');
      core.storage.replaceParams(checked.slice(core.start, core.end));
    }
    this.params = Object.freeze(checked);
  }

  /** Waits for other threads of an interrupted update. @returns Whether none may still write its values */
  awaitThreads(): boolean {
    return this.arenas.every((arena) => arena.awaitThreads?.() ?? true);
  }

  /** Frees the arenas; no other call may follow. */
  release(): void {
    for (const arena of this.arenas) arena.release();
  }
}
