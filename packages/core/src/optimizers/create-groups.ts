/** Creates groups: compiles their rules, lays out their memory and binds everything to it. */

import { EMA, GroupEma } from "./ema.js";
import type { Arena, Engine } from "./engine.js";
import { type Form, Forms } from "./form.js";
import { GroupCore } from "./group.js";
import { type GroupLayout, layOutGroup } from "./group-layout.js";
import { MemoryPlan } from "./memory-plan.js";
import { GroupModes } from "./modes.js";
import type { CheckedGroup, Settings } from "./options.js";
import type { CheckedParameter } from "./parameters.js";
import { CodeTables } from "./precision/code-tables.js";
import type { StatePrecision } from "./precision/packed-layout.js";
import type { Rule } from "./rule/rule.js";
import { ema } from "./rules/ema.js";
import type { SharedNumbers } from "./shared-numbers.js";
import { CallerStorage } from "./storage/caller.js";
import { HalfStorage } from "./storage/half.js";
import { MixedStorage } from "./storage/mixed.js";
import { ResidentStorage } from "./storage/resident.js";
import type { GroupStorage } from "./storage/storage.js";
import { GroupUpdate } from "./update-group.js";

/** A group and the objects that operate on it. */
export interface GroupPart {
  readonly core: GroupCore;
  readonly update: GroupUpdate;
  /** Null if the rule has no modes. */
  readonly modes: GroupModes | null;
  /** Null if no average is kept. */
  readonly ema: GroupEma | null;
}

/** @throws OutOfMemoryError; nothing is allocated */
export function createGroups(
  engine: Engine,
  { memory, emaDecay, precision, seed }: Settings,
  checked: readonly CheckedGroup[],
  before: readonly GroupPart[],
  shared: ReadonlyMap<Rule, SharedNumbers>,
): { arena: Arena; parts: readonly GroupPart[] } {
  const plan = new MemoryPlan();
  const tables = new CodeTables(plan);
  const plans = checked.map((group) => planGroup(plan, group, memory, emaDecay !== null, precision, tables));
  const arena = engine.createArena(plan.byteLength);
  tables.fill(arena);
  let end = before[before.length - 1]?.core.end ?? 0;
  const parts = checked.map((group, i): GroupPart => {
    const { layout, formOf, modeForms, emaForm } = plans[i] as ReturnType<typeof planGroup>;
    const start = end;
    end += group.params.length;
    const storage = createStorage(arena, layout, group.params, start, memory);
    const core = new GroupCore(
      start,
      end,
      `groups[${before.length + i}]`,
      group,
      arena,
      layout,
      storage,
      formOf,
      shared.get(group.rule) as SharedNumbers,
      seed,
    );
    const modes = group.rule.modes === null ? null : new GroupModes(core, modeForms);
    const average = emaForm === null || emaDecay === null ? null : new GroupEma(core, emaForm, emaDecay);
    return { core, update: new GroupUpdate(core), modes, ema: average };
  });
  return { arena, parts };
}

function createStorage(
  arena: Arena,
  layout: GroupLayout,
  params: readonly CheckedParameter[],
  start: number,
  memory: "resident" | "caller",
): GroupStorage {
  const floats =
    memory === "resident"
      ? new ResidentStorage(arena, layout, params, start)
      : new CallerStorage(arena, layout, params, start);
  if (layout.half === null) return floats;
  return new MixedStorage(floats, new HalfStorage(arena, layout, layout.half, params), layout, start);
}

function planGroup(
  plan: MemoryPlan,
  { rule, flags, hyper, params }: CheckedGroup,
  memory: "resident" | "caller",
  keepsAverage: boolean,
  precision: StatePrecision,
  tables: CodeTables,
): {
  layout: GroupLayout;
  formOf: readonly Form[];
  modeForms: Readonly<Record<"train" | "eval", readonly Form[]>>;
  emaForm: Form | null;
} {
  const forms = new Forms(rule, flags, hyper);
  const formOf = params.map(({ shape }) => forms.ofRank(shape.length));
  const ofMode = (mode: "train" | "eval") =>
    params.flatMap(({ shape }) => forms.ofMode(mode, shape.length) ?? []);
  const modeForms = { train: ofMode("train"), eval: ofMode("eval") };
  const emaForm = keepsAverage ? new Forms(ema, {}, {}).ofRank(1) : null;
  const others = [...modeForms.train, ...modeForms.eval, ...(emaForm === null ? [] : [emaForm])];
  return {
    layout: layOutGroup(
      plan,
      rule,
      params,
      formOf,
      others,
      memory,
      keepsAverage ? [EMA] : [],
      precision,
      tables,
    ),
    formOf,
    modeForms,
    emaForm,
  };
}
