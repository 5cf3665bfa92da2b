/** The tables of schedules: every name of every library, with what came of its golden cases. */
import { readFileSync } from "node:fs";
import { libraryNames, metricNames, scheduleNames } from "@anneal/interop";
import { FLOAT32_INSIDE } from "../interop.js";
import type { Nearness, Outcome } from "../outcome.js";
import type { ScheduleCase } from "../schedule-case.js";
import { constructors, gaps } from "./parity.js";
import { table } from "./table.js";

const titles: Readonly<Record<string, string>> = {
  torch: "PyTorch",
  transformers: "transformers",
  optax: "Optax",
  braintools: "braintools",
  keras: "Keras",
  timm: "timm",
  deepspeed: "DeepSpeed",
  megatron: "Megatron-LM",
  fairseq: "fairseq",
  composer: "Composer, llm-foundry",
  tensor2tensor: "tensor2tensor",
  torchtitan: "torchtitan",
  nanogpt: "nanoGPT",
};

type TaggedCase = ScheduleCase & { readonly version: string; readonly tags?: readonly string[] };

/** A case and what came of it. */
interface Result {
  readonly golden: TaggedCase;
  readonly outcome: Outcome;
}

/** The sections of all libraries, from the files of the folder and the outcomes of their cases in order. */
export function scheduleSections(files: readonly [path: string, outcomes: readonly Outcome[]][]): string[] {
  const results = files.flatMap(([path, outcomes]) => {
    const cases = JSON.parse(readFileSync(path, "utf8")) as TaggedCase[];
    return cases.map((golden, i) => ({ golden, outcome: outcomes[i] as Outcome }));
  });
  return libraryNames.map((library) => {
    const own = results.filter(({ golden }) => golden.library === library);
    const known = [
      ...scheduleNames(library),
      ...metricNames(library),
      ...own.map(({ golden }) => golden.name),
    ];
    const rows = [...new Set(known)].sort().map((name) =>
      row(
        library,
        name,
        own.filter(({ golden }) => golden.name === name),
      ),
    );
    const [version] = own.map(({ golden }) => golden.version);
    return [
      `### ${titles[library] ?? library}${version === undefined ? "" : ` ${version}`}`,
      ...(gaps[library] === undefined ? [] : [`All of it: ${gaps[library]}.`]),
      table(
        ["its name", "golden cases", "float64", "bound", "float32", "bound", "here also", "remarks"],
        rows,
      ),
    ].join("\n\n");
  });
}

function row(library: string, name: string, results: readonly Result[]): string[] {
  const id = `${library}/${name}`;
  const ofPrecision = (wanted: string) =>
    worst(results.filter(({ golden: { precision = "f64" } }) => precision === wanted));
  return [
    `\`${name}\``,
    counts(results),
    ...ofPrecision("f64"),
    ...ofPrecision("f32"),
    constructors[id] ?? "",
    remarks(id, results).join("; "),
  ];
}

/** `12 of 12, 3 rejected`: the cases that pass, and those among them that the library rejects. */
function counts(results: readonly Result[]): string {
  if (results.length === 0) return "none";
  const passed = results.filter(({ outcome }) => outcome.status === "passed").length;
  const refused = results.filter(({ golden }) => golden.raises !== undefined).length;
  return `${passed} of ${results.length}${refused === 0 ? "" : `, ${refused} rejected`}`;
}

/** The largest deviation, relative to the largest value of its case, and the largest bound that was in force. */
function worst(results: readonly Result[]): [deviation: string, bound: string] {
  const found = results.flatMap(({ outcome }) =>
    outcome.status === "passed" && outcome.nearness ? [outcome.nearness] : [],
  );
  if (found.length === 0) return ["", ""];
  const most = (key: keyof Nearness) => Math.max(...found.map((nearness) => nearness[key]));
  const deviation = most("deviation") === 0 ? "exact" : most("deviation").toExponential(1);
  return [deviation, most("bound").toExponential(1)];
}

/** How many of the values that were computed with 64-bit floats have no more digits than 32 bits hold. */
function float32Inside(results: readonly Result[]): string {
  const values = results
    .filter(({ golden: { precision } }) => precision === "f64")
    .flatMap(({ golden }) => golden.lr.flat().map(Number));
  const rounded = values.filter((value) => Math.fround(value) === value).length;
  return `float32 inside also with 64-bit floats: ${rounded} of ${values.length} values are float32 numbers`;
}

function remarks(id: string, results: readonly Result[]): string[] {
  const quirks = results.flatMap(({ golden: { tags = [] }, outcome }) =>
    outcome.status === "passed"
      ? tags
          .filter((tag) => tag.startsWith("quirk: "))
          .map((tag) => tag.slice("quirk: ".length).replace("for ever", "forever"))
      : [],
  );
  const unknown =
    results.length > 0 && results.every(({ golden: { raises = "" } }) => /unknown|not a valid/i.test(raises));
  return [
    ...(unknown ? ["not a name of the library"] : []),
    ...(gaps[id] === undefined ? [] : [gaps[id]]),
    ...(FLOAT32_INSIDE.has(id) ? [float32Inside(results)] : []),
    ...[...new Set(quirks)].map((quirk) => `kept: ${quirk}`),
  ];
}
