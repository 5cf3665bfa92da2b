/** Runs `lr_finder.json`: the curves as each library smooths, ends and reads them, and the rates that it tries. */
import {
  analyzeRangeTest,
  type CurveOptions,
  type FinderLibrary,
  type RangeTestResult,
  rangeTestRates,
  type SuggestionMethod,
} from "@anneal/core";
import {
  type GoldenCurve,
  type GoldenGrid,
  type GoldenLibrary,
  type GoldenRun,
  type GoldenSuggestion,
  numberOf,
} from "./lr-finder-case.js";
import { firstProblem, suggestionProblems } from "./lr-finder-judge.js";
import { attempt, type Outcome } from "./outcome.js";
import { FINDER_SHARE, GRID_SHARE } from "./tolerances.js";

/** Our names of the libraries in the file. */
const LIBRARIES = new Map<string, FinderLibrary>([
  ["pytorch_lr_finder", "pytorch-lr-finder"],
  ["ignite", "ignite"],
  ["lightning", "lightning"],
  ["fastai", "fastai"],
]);

/** Where fastai's suggestions stand in the file, and what makes them. */
const FASTAI_METHODS = new Map<string, SuggestionMethod>([
  ["valley", "valley"],
  ["slide", "slide"],
  ["minimum", "minimum"],
  ["steep", "steepest"],
  ["slide_1", "slide"],
  ["slide_2", "slide"],
]);

/** What came of every curve with every library, and of every grid. */
export function runFinderFile(content: unknown): Outcome[] {
  const { curves = [], grids = [] } = (content ?? {}) as { curves?: unknown; grids?: unknown };
  if (!Array.isArray(curves) || !Array.isArray(grids)) throw new Error("curves and grids must be lists");
  return [
    ...(curves as GoldenCurve[]).flatMap((curve) =>
      Object.entries(curve.results).flatMap(([library, golden]) => runCurve(curve, library, golden)),
    ),
    ...(grids as GoldenGrid[]).flatMap(runGrid),
  ];
}

function runCurve(curve: GoldenCurve, library: string, golden: GoldenLibrary): Outcome[] {
  const like = LIBRARIES.get(library);
  if (like === undefined) return [{ status: "skipped", what: `range test of ${library}` }];
  const id = `${curve.name}/${library}`;
  const read = (options: CurveOptions) =>
    analyzeRangeTest({ rates: curve.lrs, losses: curve.losses.map(numberOf) }, { ...options, like });
  const whole = attempt(`${id}/smoothed`, () => {
    const share = FINDER_SHARE[like];
    return firstProblem("loss", golden.smoothed.map(numberOf), read({ divergence: null }).smoothed, share);
  });
  const { without_stop, variants = [] } = golden;
  return [
    whole,
    ...runOne(id, like, golden, {}, read),
    ...(without_stop ? runOne(`${id}/without_stop`, like, without_stop, { divergence: null }, read) : []),
    ...variants.flatMap((variant, index) =>
      runOne(`${id}/variants/${index}`, like, variant, variantOptions(variant), read),
    ),
  ];
}

/** The outcomes of one set of arguments: where the test ended, and each suggestion. */
function runOne(
  id: string,
  like: FinderLibrary,
  golden: GoldenRun,
  options: CurveOptions,
  read: (options: CurveOptions) => RangeTestResult,
): Outcome[] {
  const end = attempt(`${id}/end`, () => endProblems(golden, read(options), FINDER_SHARE[like]));
  const suggestions = suggestionsOf(golden).map(([name, suggestion]): Outcome => {
    // The file says that rounding decided these.
    if (suggestion.stable === false) return { status: "skipped", what: `near tie of ${like}` };
    return attempt(`${id}/${name}`, () =>
      suggestionProblems(
        suggestion,
        read({ ...options, ...suggestionOptions(name, suggestion) }),
        FINDER_SHARE[like],
      ),
    );
  });
  return [end, ...suggestions];
}

function endProblems(golden: GoldenRun, result: RangeTestResult, share: number): string[] {
  const { recorded_points, stop_index, last_smoothed, warned_not_diverged } = golden;
  const problems: string[] = [];
  const differ = (what: string, expected: unknown, got: unknown) => {
    if (expected !== undefined && expected !== got)
      problems.push(`${what}: expected ${expected}, got ${got}`);
  };
  differ("recorded points", recorded_points, result.smoothed.length);
  differ("stop index", stop_index, result.stoppedAt);
  differ("never diverged", warned_not_diverged, result.ended !== "diverged");
  if (last_smoothed !== undefined) {
    const last = result.smoothed.at(-1) ?? Number.NaN;
    problems.push(...firstProblem("last loss", [numberOf(last_smoothed)], [last], share));
  }
  return problems;
}

/** The suggestions of a run with the names that they stand under. */
function suggestionsOf(golden: GoldenRun): [string, GoldenSuggestion][] {
  const { suggest } = golden;
  const named = [...FASTAI_METHODS.keys()].flatMap((name): [string, GoldenSuggestion][] => {
    const held = golden[name];
    return held === undefined ? [] : [[name, held as GoldenSuggestion]];
  });
  if (suggest === undefined) return named;
  const list = Array.isArray(suggest) ? suggest : [suggest];
  return [
    ...list.map((each: GoldenSuggestion): [string, GoldenSuggestion] => {
      const skips = [each.skip_start ?? each.skip_begin, each.skip_end].filter((skip) => skip !== undefined);
      return [["suggest", ...skips].join(" "), each];
    }),
    ...named,
  ];
}

function suggestionOptions(name: string, golden: GoldenSuggestion): CurveOptions {
  const method = FASTAI_METHODS.get(name);
  const { skip_start, skip_begin = skip_start, skip_end, args = {} } = golden;
  const { lr_diff, thresh, adjust_value } = args;
  return {
    ...(method === undefined ? {} : { suggest: method }),
    ...(skip_begin === undefined ? {} : { skipStart: skip_begin }),
    ...(skip_end === undefined ? {} : { skipEnd: skip_end }),
    slide: {
      ...(lr_diff === undefined ? {} : { distance: lr_diff }),
      ...(thresh === undefined ? {} : { threshold: thresh }),
      ...(adjust_value === undefined ? {} : { factor: adjust_value }),
    },
  };
}

function variantOptions(variant: GoldenRun): CurveOptions {
  const { smooth_f, diverge_th, early_stop_threshold = diverge_th } = variant;
  return {
    ...(smooth_f === undefined ? {} : { smoothing: smooth_f }),
    ...(early_stop_threshold === undefined ? {} : { divergence: early_stop_threshold }),
  };
}

function runGrid({ start_lr, end_lr, num_iter, lrs }: GoldenGrid): Outcome[] {
  return Object.entries(lrs).map(([grid, expected]): Outcome => {
    const [, library = "", kind] = /^(.*)_(exp|linear)$/.exec(grid) ?? [];
    const like = LIBRARIES.get(library);
    if (like === undefined) return { status: "skipped", what: `rates of range test ${grid}` };
    return attempt(`${start_lr} to ${end_lr} in ${num_iter}/${grid}`, () => {
      const range = kind === "exp" ? "exponential" : "linear";
      const rates = rangeTestRates({ like, start: start_lr, end: end_lr, steps: num_iter, range });
      return firstProblem("rate", expected, rates, GRID_SHARE);
    });
  });
}
