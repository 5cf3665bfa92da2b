/** Imports the text of a configuration as schedules. */
import { fromJSON, InvalidArgumentError, lint, type ScheduleDraft, scheduleFromTree } from "@anneal/core";
import type { Engine, EngineCurves, RunFacts } from "./building/engine.js";
import { ImportError } from "./import-error.js";
import { inheritedFiles } from "./inherited-files.js";
import { inWordsOfTheFile, readCurves, settingsOf } from "./read-engine.js";
import type { Section } from "./reading/document.js";
import { readExportComment } from "./reading/export-comment.js";
import { readDocument } from "./reading/read-document.js";
import { recognize } from "./recognize.js";
import { engineNamed } from "./registry.js";
import type { ImportFinding, ImportResult } from "./result.js";
import { runFindings } from "./run-findings.js";
import type { Settings } from "./settings/settings.js";

export interface ImportOptions {
  /** The engine's name, one of `engineNames`. Default: recognized from the file. */
  readonly engine?: string;
  /** The number of updates of the run, if the file does not contain it; takes precedence over the file. */
  readonly total?: number;
  /** Values that the file does not contain, such as fields and shell variables, by name: `{ warmup_steps: 100 }`. */
  readonly set?: Readonly<Record<string, string | number>>;
  /** The name of the file: its extension gives the format, and errors show it. */
  readonly file?: string;
}

/**
 * The schedule that a training engine would run with a configuration file.
 *
 * Nothing in the file is executed. Code written by `toEngine` contains its schedule in a comment, which is used.
 * Missing fields take the engine's defaults, which `assumed` lists.
 *
 * @param text The file's content: YAML, JSON, TOML, Python, or the flags of a command line or launch script; up to 8 MB.
 * @throws ImportError for a file that can't be read, an engine that is not recognized, a value that the engine rejects,
 * or missing values: `missing` lists the names to pass in `set` or `total`.
 */
export async function importSchedule(text: string, options: ImportOptions = {}): Promise<ImportResult> {
  const { engine: name, total, set = {}, file } = options;
  if (typeof text !== "string") throw new InvalidArgumentError("text", text, "the content of a file as text");
  if (total !== undefined && !(Number.isSafeInteger(total) && total > 0)) {
    throw new InvalidArgumentError("options.total", total, "a whole number of updates above 0");
  }
  const exported = readExportComment(text, file);
  if (exported !== null) return exported;
  const given = new Map(Object.entries(set).map(([key, value]) => [key, String(value)]));
  const named = name === undefined ? undefined : engineNamed(name, file);
  const document = await readDocument(text, { file, variables: given });
  const engine = named ?? recognize(document, file);
  const settings = settingsOf(engine, document, { given, total, file });
  const findings = baseFindings(document.root);
  const curves = readCurves(engine, settings, findings, file);
  settings.noteUnused(engine.fields);
  return resultOf(engine, settings, curves, findings, file);
}

function baseFindings(root: Section): ImportFinding[] {
  const files = inheritedFiles(root);
  if (files.length === 0) return [];
  const message = `the file builds on ${files.join(", ")}, which is not read: fields that only it has count as absent`;
  return [{ code: "base-file", severity: "warning", message }];
}

function resultOf(
  engine: Engine,
  settings: Settings,
  { lr, groups = [], weightDecay, momentum, facts = {} }: EngineCurves,
  findings: ImportFinding[],
  file: string | undefined,
): ImportResult {
  const document = (tree: ScheduleDraft) => toDocument(tree, engine, settings, file, facts);
  const main = document(lr);
  const second = groups.map(({ name }) => name);
  if (second.length > 0) {
    const message = `other parameter groups have curves of their own: ${second.join(", ")}`;
    findings.push({ code: "second-curve", severity: "info", message });
  }
  return {
    engine: engine.name,
    engineVersion: engine.version,
    schedules: [
      { name: "main", schedule: main },
      ...groups.map((group) => ({ name: group.name, schedule: document(group.lr) })),
    ],
    weightDecay: weightDecay === undefined ? null : document(weightDecay),
    momentum: momentum === undefined ? null : document(momentum),
    assumed: settings.assumed,
    notes: settings.notes,
    findings: [...findings, ...runFindings(facts), ...lintFindings(main, facts)],
  };
}

function toDocument(
  tree: ScheduleDraft,
  engine: Engine,
  settings: Settings,
  file: string | undefined,
  { total }: RunFacts,
) {
  try {
    const schedule = scheduleFromTree(tree);
    for (const update of [0, 1, Math.max(0, Math.floor(total ?? 0) - 1)]) {
      const rate = schedule(update);
      if (!Number.isFinite(rate)) {
        const reason = `the numbers in the file give no rate for update ${update}; got ${rate}`;
        throw new ImportError("field", reason, { file });
      }
    }
    return schedule.toJSON();
  } catch (error) {
    throw inWordsOfTheFile(error, engine, settings, file);
  }
}

/** The findings of lint in the curve over the updates of the run. */
function lintFindings(document: ReturnType<typeof toDocument>, { total }: RunFacts): ImportFinding[] {
  const totalSteps = total === undefined ? undefined : Math.max(1, Math.floor(total));
  const run = totalSteps === undefined || !Number.isSafeInteger(totalSteps) ? {} : { totalSteps };
  return lint(fromJSON(document), run).map(({ code, severity, message }) => ({ code, severity, message }));
}
