/** Exports a schedule as the configuration of a training engine, or as code if the engine has no fields for it. */
import { InvalidArgumentError, isSchedule, restsAt, type Schedule, scheduleFromTree } from "@anneal/core";
import { Fields, wholeNumber } from "@anneal/core/arguments";
import { type ExportComment, escaped, exportComment } from "../reading/export-comment.js";
import { type Arithmetic, float32, float64 } from "./arithmetic.js";
import { pythonFile } from "./code/python-file.js";
import { optaxForm, refuseInfinite, roundedToSingle } from "./code/single-precision.js";
import { typescriptFile } from "./code/typescript-file.js";
import type { ExportEngineName } from "./engine-names.js";
import { exportEngineNamed, nativeForms } from "./export-engines.js";
import { type Chosen, chooseNative } from "./native/choose.js";
import { fitsOf, pointsOf } from "./native/fit.js";
import type { ExportContext, NativeForm } from "./native/form.js";
import { landmarksOf } from "./native/landmarks.js";
import { importTotal } from "./native/read-fields.js";
import type { Deviation, ExportedFile, ExportResult, NativeExport } from "./result.js";
import { isRounding, type RunFacts, runFacts } from "./run-rates.js";
import { fieldsUnknown, knownVersion, readVersion, versionNotes } from "./versions.js";

export interface ToEngineOptions {
  /** The number of updates of the run. Default: until the schedule becomes constant. */
  readonly totalSteps?: number;
  /** The engine's version, such as `"4.57"`, if versions differ. Default: the newest known one. */
  readonly engineVersion?: string;
  /**
   * The number of updates per epoch, for engines that count epochs. Default: in timm, a number with which the
   * schedule's lengths are whole epochs; in open_clip the run is one epoch.
   */
  readonly stepsPerEpoch?: number;
  /** A comment for the head of generated code. */
  readonly comment?: string;
}

/** The longest run that is compared update by update. */
const MOST_STEPS = 5e7;

/**
 * Exports a schedule to a training engine.
 *
 * The engine's own fields are used if they reproduce the schedule's rate at every update of the run, within 1e-12 of
 * the largest rate, under the rules of `importSchedule`. Otherwise `file` is code that does, and `native` has the
 * nearest fields with their largest deviation. Code contains the schedule in a comment that `importSchedule` reads.
 * Keras and Optax compute in float32, so their rates are within 1e-6 of the largest; `isExact` is false if they are not.
 *
 * @param engine One of `exportEngineNames`.
 * @throws InvalidArgumentError for an unknown engine or version, a schedule with a rate in the run that is not finite
 * (in Keras and Optax: in float32), or an endless schedule without `totalSteps`; for a run of more than 200,000 updates
 * also a schedule without an accurate closed form, if the engine needs code.
 */
export function toEngine(schedule: Schedule, engine: string, options: ToEngineOptions = {}): ExportResult {
  if (!isSchedule(schedule)) {
    throw new InvalidArgumentError("schedule", schedule, "a schedule made by a constructor or by fromJSON");
  }
  const name = exportEngineNamed(engine);
  const { context, comment } = readOptions(schedule, options);
  const facts = runFacts(schedule, context.total);
  const arithmetic = arithmeticOf(name);
  if (arithmetic === float32) refuseInfinite(name, facts);
  const engineVersion = options.engineVersion ?? knownVersion(name);
  const native = isFormed(name) ? nativeExport(name, schedule, facts, context) : null;
  const common = { engine: name, engineVersion, totalSteps: context.total, native: native?.result ?? null };
  const carried: ExportComment = {
    engine: name,
    engineVersion,
    totalSteps: context.total,
    schedule: schedule.toJSON(),
  };
  const notesFor = (deviation: Deviation) => [
    ...notesOf(name, native, context),
    ...(arithmetic === float32 ? [singleNote(deviation, facts)] : []),
    ...versionNotes(name, context.version),
  ];
  if (native?.result.isExact) {
    const { file, deviation } = native.result;
    const shown = file.format === "python" ? commented(file, [comment], carried) : file;
    return { ...common, form: "native", file: shown, isExact: true, deviation, notes: notesFor(deviation) };
  }
  const optax = name === "optax" ? optaxForm(schedule, facts) : null;
  const deviation =
    optax?.deviation ?? (arithmetic === float32 ? roundedToSingle(schedule, facts) : NO_DEVIATION);
  const isExact = isRounding(deviation, facts, arithmetic);
  const notes = notesFor(deviation);
  const remarks = [comment, ...notes].filter((line) => line !== "");
  if (name === "typescript") {
    const file = typescriptFile(schedule, carried, remarks);
    return { ...common, form: "code", file, isExact, deviation, notes };
  }
  if (optax !== null) {
    const file: ExportedFile = { name: "optax_schedule.py", format: "python", text: optax.text };
    const form = /^def /m.test(optax.text) ? "code" : "native";
    return { ...common, form, file: commented(file, remarks, carried), isExact, deviation, notes };
  }
  const { isTable, ...file } = pythonFile(name, schedule, facts, carried, remarks);
  const table = isTable
    ? [
        "the code is a table of the run, because the schedule has no closed form of reasonable size and accuracy",
      ]
    : [];
  return { ...common, form: "code", file, isExact, deviation, notes: [...notes, ...table] };
}

/** Of code in float64, whose rates are compared before it is chosen. */
const NO_DEVIATION: Deviation = { step: 0, difference: 0, relative: 0 };

function singleNote(deviation: Deviation, facts: RunFacts): string {
  return isRounding(deviation, facts, float32)
    ? "the engine computes in float32: within 1e-6 of the largest rate"
    : `the engine computes in float32, which can't hold these rates: they are ${shown(deviation)}`;
}

function isFormed(name: ExportEngineName): name is Exclude<ExportEngineName, "optax" | "typescript"> {
  return name !== "optax" && name !== "typescript";
}

function arithmeticOf(name: ExportEngineName): Arithmetic {
  if (name === "optax") return float32;
  return isFormed(name) ? (nativeForms[name].arithmetic ?? float64) : float64;
}

function readOptions(schedule: Schedule, options: ToEngineOptions) {
  const names = ["totalSteps", "engineVersion", "stepsPerEpoch", "comment"] as const;
  const fields = new Fields("toEngine", "options", options, names);
  const total = fields.has("totalSteps")
    ? fields.read("totalSteps", (argument, value) => wholeNumber(argument, value, 1))
    : endOf(schedule);
  if (total > MOST_STEPS) throw new InvalidArgumentError("totalSteps", total, `at most ${MOST_STEPS}`);
  const stepsPerEpoch = fields.has("stepsPerEpoch")
    ? fields.read("stepsPerEpoch", (argument, value) => wholeNumber(argument, value, 1))
    : null;
  const comment = fields.has("comment") ? fields.read("comment", textValue) : "";
  const version = fields.has("engineVersion") ? fields.read("engineVersion", readVersion) : null;
  const context: ExportContext = { total, stepsPerEpoch, version };
  return { context, comment };
}

function textValue(argument: string, value: unknown): string {
  if (typeof value === "string") return value;
  throw new InvalidArgumentError(argument, value, "text");
}

function endOf(schedule: Schedule): number {
  const rest = restsAt(schedule.node);
  if (Number.isFinite(rest) && rest >= 1) return Math.ceil(rest);
  throw new InvalidArgumentError("totalSteps", undefined, "given, because the schedule has no end");
}

interface Native {
  readonly result: NativeExport;
  readonly notes: readonly string[];
}

function nativeExport(
  name: keyof typeof nativeForms,
  schedule: Schedule,
  facts: RunFacts,
  context: ExportContext,
): Native | null {
  const form = nativeForms[name];
  if (facts.size === 0 || fieldsUnknown(name, context.version) !== null) return null;
  const landmarks = landmarksOf(schedule.node, 4 * facts.total);
  const points = pointsOf(schedule, facts, landmarks);
  const fits =
    countedFits(schedule, facts, form.countsFrom ?? 0) ?? fitsOf(schedule, facts, landmarks, points);
  const chosen = chooseNative(form, { schedule, facts, fits, points, context });
  return chosen === null
    ? null
    : { result: nativeResult(name, form, chosen, context), notes: chosen.candidate.notes ?? [] };
}

/** The fits in the count of an engine that lags behind; null: it does not, or the run is too short. */
function countedFits(schedule: Schedule, { total }: RunFacts, countsFrom: number) {
  const count = total + countsFrom;
  if (countsFrom === 0 || count < 1) return null;
  const counted = scheduleFromTree({ kind: "time", child: schedule.node, shift: countsFrom });
  const facts = runFacts(counted, count);
  const landmarks = landmarksOf(counted.node, 4 * count);
  return fitsOf(counted, facts, landmarks, pointsOf(counted, facts, landmarks));
}

function nativeResult(name: string, form: NativeForm, chosen: Chosen, context: ExportContext): NativeExport {
  const { candidate, deviation, isExact } = chosen;
  return {
    file: form.write(candidate, context),
    fields: candidate.fields,
    isExact,
    deviation,
    behind: form.behind ?? 0,
    importOptions: {
      engine: name,
      total: importTotal(form, candidate, context) ?? null,
      set: candidate.set ?? {},
    },
  };
}

function notesOf(name: ExportEngineName, native: Native | null, context: ExportContext): string[] {
  if (!isFormed(name)) return [];
  if (native === null) {
    return [fieldsUnknown(name, context.version) ?? "the engine has no fields for a similar schedule"];
  }
  const { isExact, deviation, fields } = native.result;
  if (isExact) return [...native.notes];
  return [
    `the engine's own fields can't express this schedule: the nearest are ${shown(deviation)}`,
    `nearest fields: ${escaped(JSON.stringify(fields))}`,
    ...native.notes.map((note) => `of the nearest fields: ${note}`),
  ];
}

function shown({ step, difference, relative }: Deviation): string {
  const share = Math.abs(relative * 100).toPrecision(3);
  return `off by ${difference.toExponential(3)} (${share} % of the largest rate) at update ${step}`;
}

function commented(file: ExportedFile, remarks: readonly string[], carried: ExportComment): ExportedFile {
  const written = remarks.filter((line) => line !== "").map(escaped);
  const lines = [...written, exportComment(carried)].map((line) => `# ${line}\n`);
  return { ...file, text: `${lines.join("")}${file.text}` };
}
