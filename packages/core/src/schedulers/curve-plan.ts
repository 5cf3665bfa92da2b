/** The plan of a scheduler over curves: one for all groups, or one per group. */
import { fieldsOf, isFunction, isRecord, listOf } from "../arguments.js";
import { isArray } from "../arrays.js";
import { InvalidArgumentError } from "../errors.js";
import { fromJSON } from "../schedule/from-json.js";
import { isSchedule } from "../schedule/schedule.js";
import type { OpenGroup } from "./groups.js";
import type { FieldCurve, InitialRate, Plan, ScheduleFunction } from "./plan.js";
import { refuseDifference } from "./scheduler-state.js";

/** One curve for all groups, including groups added later, or a list with one per group. */
export type FieldCurves = ScheduleFunction | readonly ScheduleFunction[];

/**
 * What to schedule: curves of the rate, or an object with curves for any fields of the groups: `lr`, `weightDecay`,
 * `momentum`; `betas` means the first beta.
 */
export type Curves = FieldCurves | { readonly [field: string]: FieldCurves };

/** Fields that are also looked up in class instances, whose getters can't be enumerated. */
const SCHEDULED = ["lr", "weightDecay", "momentum", "betas"];

/** Whether a field has one curve for all groups. */
const isShared = (curves: FieldCurves): curves is ScheduleFunction => typeof curves === "function";

export class CurvePlan implements Plan {
  readonly settings: unknown;
  readonly schedulesRate: boolean;
  readonly usesInitialRates: boolean;
  readonly functions: readonly ScheduleFunction[];

  private constructor(
    readonly name: string,
    readonly fields: ReadonlyMap<string, FieldCurves>,
    /** Whether the curves of the rate are factors on each group's initial rate. */
    readonly relative: boolean,
  ) {
    const curves = Object.fromEntries([...fields].map(([field, held]) => [field, saved(held)]));
    this.settings = { relative, curves };
    this.schedulesRate = fields.has("lr");
    this.usesInitialRates = relative && this.schedulesRate;
    this.functions = [...fields.values()].flat();
  }

  /** @throws InvalidArgumentError */
  static of(name: string, curves: unknown, relative: boolean): CurvePlan {
    return new CurvePlan(name, readCurves(curves), relative);
  }

  curves(groups: readonly OpenGroup[], rates: readonly InitialRate[]): readonly (readonly FieldCurve[])[] {
    return groups.map((_, i) =>
      [...this.fields].map(([field, curves]) => {
        const factor = this.relative && field === "lr" ? readRate(rates[i], i) : 1;
        return { field, curve: own(field, curves, i, groups.length), factor };
      }),
    );
  }

  withSettings(settings: unknown): CurvePlan {
    const { fields, relative } = readSettings(settings, this.fields);
    return new CurvePlan(this.name, fields, relative);
  }

  refuseOther(settings: unknown): void {
    refuseDifference("state.settings", settings, this.settings);
  }

  /** The plan with curves for one more group. Fields with one curve for all groups don't change. */
  withGroup(curves: unknown): CurvePlan {
    const more = readCurves(curves);
    for (const [field, added] of more) {
      const held = this.fields.get(field);
      if (held !== undefined && !isShared(held) && isShared(added)) continue;
      const expected = "absent, or one curve if each of the other groups has its own";
      throw new InvalidArgumentError(`curves.${field}`, added, expected);
    }
    const fields = [...this.fields].map(([field, held]): [string, FieldCurves] => {
      if (isShared(held)) return [field, held];
      const added = more.get(field);
      if (added === undefined)
        throw new InvalidArgumentError(`curves.${field}`, added, "the new group's curve");
      return [field, [...held, added as ScheduleFunction]];
    });
    return new CurvePlan(this.name, new Map(fields), this.relative);
  }
}

function own(field: string, curves: FieldCurves, index: number, groups: number): ScheduleFunction {
  if (isShared(curves)) return curves;
  if (curves.length !== groups) {
    const expected = `${groups}, one for each group; use addGroup for new groups`;
    throw new InvalidArgumentError(`curves.${field}.length`, curves.length, expected);
  }
  return curves[index] as ScheduleFunction;
}

function readRate(rate: InitialRate | undefined, index: number): number {
  if (typeof rate === "number") return rate;
  throw new InvalidArgumentError(`initialLrs[${index}]`, rate, "a rate, because the curve multiplies it");
}

function readCurves(value: unknown): ReadonlyMap<string, FieldCurves> {
  if (typeof value === "function" || isArray(value)) return new Map([["lr", readField("curves", value)]]);
  const fields = isRecord(value) ? [...fieldsOf(value, SCHEDULED)] : [];
  if (fields.length === 0) {
    throw new InvalidArgumentError("curves", value, "a schedule, a list of them, or an object with curves");
  }
  return new Map(fields.map(([field, held]) => [field, readField(`curves.${field}`, held)]));
}

function readField(path: string, value: unknown): FieldCurves {
  if (!isArray(value)) return readCurve(path, value);
  if (value.length === 0) throw new InvalidArgumentError(path, value, "a list of at least one curve");
  return listOf(path, value, "curves", readCurve);
}

function readCurve(path: string, value: unknown): ScheduleFunction {
  if (!isFunction(value)) {
    throw new InvalidArgumentError(path, value, "a schedule or a function of the step");
  }
  return value as ScheduleFunction;
}

/** A schedule is saved as data; a function can't be saved. */
function saved(curves: FieldCurves): unknown {
  // Normalized through JSON, so that a state is the same before and after it is written.
  const document = (curve: ScheduleFunction) =>
    isSchedule(curve) ? JSON.parse(JSON.stringify(curve)) : null;
  return isShared(curves) ? document(curves) : curves.map(document);
}

function readSettings(
  settings: unknown,
  own: ReadonlyMap<string, FieldCurves>,
): { readonly fields: ReadonlyMap<string, FieldCurves>; readonly relative: boolean } {
  const path = "state.settings";
  if (!isRecord(settings) || !isRecord(settings.curves) || typeof settings.relative !== "boolean") {
    throw new InvalidArgumentError(path, settings, "the settings of a scheduler: { relative, curves }");
  }
  const fields = Object.entries(settings.curves).map(([field, held]): [string, FieldCurves] => {
    const where = `${path}.curves.${field}`;
    const current = own.get(field);
    if (!isArray(held)) {
      return [field, restored(where, held, current !== undefined && isShared(current) ? current : undefined)];
    }
    const curves = held.map((each, i) =>
      restored(`${where}[${i}]`, each, current === undefined || isShared(current) ? undefined : current[i]),
    );
    return [field, curves];
  });
  return { fields: new Map(fields), relative: settings.relative };
}

function restored(path: string, document: unknown, own: ScheduleFunction | undefined): ScheduleFunction {
  if (document !== null) return fromJSON(document);
  if (own !== undefined) return own;
  throw new InvalidArgumentError(
    path,
    null,
    "a schedule: the state was saved with a function, and this scheduler has none",
  );
}
