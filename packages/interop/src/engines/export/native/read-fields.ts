/** The curve that an engine runs with its fields, according to the import rules. */
import type { Schedule } from "@anneal/core";
import { scheduleFromTree } from "@anneal/core";
import { readCurves, settingsOf } from "../../read-engine.js";
import type { ConfigDocument } from "../../reading/document.js";
import { copyValue } from "../../reading/limits.js";
import { engineNamed } from "../../registry.js";
import { nested } from "../writing/sections.js";
import type { Candidate, ExportContext, NativeForm } from "./form.js";

/** @throws ImportError or InvalidArgumentError for fields that the engine rejects. */
export function scheduleOf(form: NativeForm, candidate: Candidate, context: ExportContext): Schedule {
  if (form.curve !== undefined) return scheduleFromTree(form.curve(candidate, context));
  const engine = engineNamed(form.engine, undefined);
  const document: ConfigDocument = {
    format: "json",
    root: copyValue(nested(candidate.fields), undefined) as ConfigDocument["root"],
    calls: [],
    lineOf: () => null,
  };
  const given = new Map(Object.entries(candidate.set ?? {}).map(([name, value]) => [name, String(value)]));
  const settings = settingsOf(engine, document, {
    given,
    total: importTotal(form, candidate, context),
    file: undefined,
  });
  const { lr } = readCurves(engine, settings, [], undefined);
  const { behind = 0 } = form;
  return scheduleFromTree(behind === 0 ? lr : { kind: "time", child: lr, shift: behind, minimum: 0 });
}

/** timm's run is given in epochs, not in the updates that `total` counts. */
export function importTotal(
  form: NativeForm,
  candidate: Candidate,
  { total }: ExportContext,
): number | undefined {
  return form.engine === "timm" ? undefined : (candidate.total ?? total);
}
