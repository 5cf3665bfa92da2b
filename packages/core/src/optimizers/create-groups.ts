/** Creates groups: compiles their rules, lays out their memory and binds everything to it. */

import { planArenas, type Shard } from "./arena-plans.js";
import { EMA, GroupEma } from "./ema.js";
import type { Arena, Engine } from "./engine.js";
import { OutOfMemoryError } from "./errors.js";
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
import { WholeGroup } from "./whole-group.js";

/** The parameters of a group that are in one arena, and the objects that operate on them. */
export interface GroupPart {
  readonly core: GroupCore;
  readonly update: GroupUpdate;
  /** The modes of the rule; null if it has none. */
  readonly modes: GroupModes | null;
  /** The average of the parameters; null if there is none. */
  readonly ema: GroupEma | null;
}

export interface CreatedGroups {
  readonly arenas: readonly Arena[];
  readonly parts: readonly GroupPart[];
  readonly groups: readonly WholeGroup[];
}

/**
 * @param before The existing groups of the optimizer.
 * @throws OutOfMemoryError; nothing is allocated
 */
export function createGroups(
  engine: Engine,
  settings: Settings,
  checked: readonly CheckedGroup[],
  before: readonly WholeGroup[],
  shared: ReadonlyMap<Rule, SharedNumbers>,
): CreatedGroups {
  const { memory, emaDecay, precision } = settings;
  const plans = planArenas(checked, engine.arenaBytes ?? Number.POSITIVE_INFINITY, (shards) => {
    const plan = new MemoryPlan(engine.scratchCopies);
    const tables = new CodeTables(plan);
    const parts = shards.map(({ group }) =>
      planGroup(plan, group, memory, emaDecay !== null, precision, tables),
    );
    return { byteLength: plan.byteLength, parts, tables };
  });
  const arenas = createArenas(
    engine,
    plans.map(({ plan }) => plan.byteLength),
  );
  for (const [k, { plan }] of plans.entries()) plan.tables.fill(arenas[k] as Arena);
  let end = before[before.length - 1]?.end ?? 0;
  const groups = checked.map((group, i) => {
    const whole = new WholeGroup(group, before.length + i, end);
    end = whole.end;
    return whole;
  });
  let start = groups[0]?.start ?? 0;
  const parts = plans.flatMap(({ shards, plan }, k) =>
    shards.map((shard, i) => {
      const whole = groups[shard.whole] as WholeGroup;
      const planned = plan.parts[i] as PlannedGroup;
      const part = createPart(settings, shard, whole, start, arenas[k] as Arena, planned, shared);
      start += shard.group.params.length;
      whole.add(part.core);
      return part;
    }),
  );
  return { arenas, parts, groups };
}

/** @throws OutOfMemoryError; nothing is allocated */
function createArenas(engine: Engine, byteLengths: readonly number[]): readonly Arena[] {
  const arenas: Arena[] = [];
  try {
    for (const byteLength of byteLengths) arenas.push(engine.createArena(byteLength));
    return arenas;
  } catch (error) {
    for (const arena of arenas) arena.release();
    if (!(error instanceof OutOfMemoryError) || byteLengths.length === 1) throw error;
    const total = byteLengths.reduce((sum, byteLength) => sum + byteLength, 0);
    const where = `in ${byteLengths.length} memories of up to ${engine.arenaBytes} bytes`;
    throw new OutOfMemoryError(
      total,
      null,
      `they would be ${where}, and there was room for ${arenas.length}`,
    );
  }
}

function createPart(
  { memory, emaDecay, seed }: Settings,
  { group }: Shard,
  whole: WholeGroup,
  start: number,
  arena: Arena,
  { layout, formOf, modeForms, emaForm }: PlannedGroup,
  shared: ReadonlyMap<Rule, SharedNumbers>,
): GroupPart {
  const storage = createStorage(arena, layout, group.params, start, memory);
  const end = start + group.params.length;
  const numbers = shared.get(group.rule) as SharedNumbers;
  const core = new GroupCore(start, end, whole, group, arena, layout, storage, formOf, numbers, seed);
  const modes = group.rule.modes === null ? null : new GroupModes(core, modeForms);
  const average = emaForm === null || emaDecay === null ? null : new GroupEma(core, emaForm, emaDecay);
  return { core, update: new GroupUpdate(core), modes, ema: average };
}

type PlannedGroup = ReturnType<typeof planGroup>;

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
      flags,
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
