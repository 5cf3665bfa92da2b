/** Converts the fields of a document to an engine's curves. */
import { InvalidArgumentError } from "@anneal/core";
import type { Engine, EngineCurves, Report } from "./building/engine.js";
import { ImportError } from "./import-error.js";
import { inheritedFiles } from "./inherited-files.js";
import type { ConfigDocument } from "./reading/document.js";
import { numberIn } from "./reading/numbers.js";
import { pythonRoot } from "./reading/python-root.js";
import type { ImportFinding } from "./result.js";
import { Settings } from "./settings/settings.js";

export type Given = Pick<ConstructorParameters<typeof Settings>[0], "given" | "total" | "file">;

export function settingsOf(engine: Engine, document: ConfigDocument, given: Given): Settings {
  const isPython = document.format === "python" && engine.calls !== undefined;
  const root = isPython ? pythonRoot(document, engine.calls ?? {}, given.given, given.file) : document;
  return new Settings({ document: root, roots: engine.roots, ...given });
}

/** The curves, or one error that lists all missing values. */
export function readCurves(
  engine: Engine,
  settings: Settings,
  findings: ImportFinding[],
  file: string | undefined,
): EngineCurves {
  const report = reportOf(engine, settings, findings);
  let curves: EngineCurves | undefined;
  let problem: unknown;
  try {
    curves = engine.read(settings, report);
  } catch (error) {
    problem = error;
  }
  const missing = [...settings.missing];
  if (missing.length > 0) {
    const how = missing
      .map((name) => (name === "total" ? "--total <updates>" : `--set ${name}=<value>`))
      .join(" ");
    const base = inheritedFiles(settings.document.root);
    const elsewhere = base.length === 0 ? "" : `, which ${base.join(" or ")} may contain`;
    const reason = `the file does not contain ${missing.join(", ")}${elsewhere}; give ${how}`;
    throw new ImportError("missing", reason, {
      file,
      missing,
    });
  }
  if (curves === undefined) throw inWordsOfTheFile(problem, engine, settings, file);
  return curves;
}

function reportOf(engine: Engine, settings: Settings, findings: ImportFinding[]): Report {
  return {
    calls: settings.document.calls,
    assume: (text) => settings.assume(text),
    note: (text) => settings.note(text),
    find: (finding) => findings.push(finding),
    ask(name) {
      settings.missing.add(name);
      return Number.NaN;
    },
    given(name) {
      const value = settings.given(name);
      return value === undefined ? null : (numberIn(value) ?? null);
    },
    get knownTotal() {
      const field = Object.values(engine.fields).find(({ isTotal }) => isTotal);
      return field === undefined ? undefined : settings.knownTotal(field);
    },
    givenText: (name) => settings.given(name) ?? null,
    states(name) {
      const field = engine.fields[name];
      return field !== undefined && settings.states(field, name);
    },
    refuse(name, reason) {
      const field = engine.fields[name];
      if (field === undefined) throw new ImportError("field", `${name} ${reason}`, { field: name });
      throw settings.problem(field, reason);
    },
  };
}

/** Converts an error of a library's schedule to an error about the file. */
export function inWordsOfTheFile(
  error: unknown,
  engine: Engine,
  settings: Settings,
  file: string | undefined,
): unknown {
  if (!(error instanceof InvalidArgumentError)) return error;
  // The library does not have the scheduler: report the field with its name.
  const isName = error.argument === "name" && typeof error.received === "string";
  const named = isName ? settings.pathTo(error.received) : null;
  if (named !== null) return settings.problemAt(named, reasonOf(error));
  const [name = error.argument] = /\w+$/.exec(error.argument) ?? [];
  const field = Object.values(engine.fields).find(({ paths }) =>
    paths.some((path) => path.split(".").at(-1) === name),
  );
  const reason = reasonOf(error);
  if (field !== undefined) return settings.problem(field, reason);
  if (/^root\b/.test(error.argument)) {
    const message = `the lengths in the file contradict each other: the ${name} of a part ${reason}`;
    return new ImportError("field", message, { file });
  }
  return new ImportError("field", error.message, { file, field: error.argument });
}

function reasonOf({ message, argument }: InvalidArgumentError): string {
  return message.slice(argument.length).trim();
}
