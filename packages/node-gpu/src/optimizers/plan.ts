/** Assigns a form, a row and numbers to each parameter, before anything is created on the device. */
import { InvalidArgumentError } from "@anneal/core";
import { createForm, type GpuForm } from "./form.js";
import type { CheckedGroup, GpuSettings } from "./options.js";
import { RowWriter } from "./rows.js";
import type { CheckedSource } from "./tensors.js";

/** Parameters that share the numbers that the device computes. */
export interface PlannedUnit {
  readonly form: GpuForm;
  readonly group: number;
  /** Indices in the numbers of the state: of its own numbers, and of its row. */
  readonly numbers: number;
  readonly row: number;
  /** The index of the sums of its (first) tensor. */
  readonly position: number;
}

export interface PlannedTensor {
  readonly source: CheckedSource;
  readonly group: number;
  readonly writer: RowWriter;
  readonly unit: PlannedUnit;
  /** Its index in the list of all sums, in which those of one rule are contiguous. */
  readonly position: number;
}

/** The tensors of one rule, over which the sums of the optimizer go. */
export interface PlannedRule {
  readonly first: number;
  readonly count: number;
  /** The unit that computes the numbers carried for the whole optimizer. */
  readonly decider: PlannedUnit;
}

export interface Plan {
  readonly tensors: readonly PlannedTensor[];
  readonly units: readonly PlannedUnit[];
  readonly rules: ReadonlyMap<unknown, PlannedRule>;
  readonly writers: readonly RowWriter[];
  readonly rowLength: number;
  /** Whether a rule has a training and an evaluation mode. */
  readonly hasModes: boolean;
  /** The index of the first rate on the device; there is one for each group. */
  readonly rates: number;
  /** The count of numbers in the state. */
  readonly length: number;
  /** The largest numbers of passes, of sums of one pass, and of sums of a rule. */
  readonly stages: number;
  readonly sumsOfStage: number;
  readonly sumCount: number;
}

/** @throws InvalidArgumentError if the device can't run a rule */
export function planTensors(settings: GpuSettings): Plan {
  const { groups, ratesOnDevice, leavesOut, missingGradients } = settings;
  const cache = new FormCache(ratesOnDevice, leavesOut);
  const all = groups.flatMap((group, index) =>
    group.sources.map((source) => ({ source, index, form: cache.of(group, source.shape.length >= 2) })),
  );
  const forms = all.flatMap(({ form }) => [form, ...Object.values(form.modes ?? {})]);
  const rowLength = Math.ceil(Math.max(...forms.map((form) => form.rowLength)) / 4) * 4;
  const writers = new Map<string, RowWriter>();
  if (missingGradients) for (const { form } of all) refuseMissing(form);
  const rows = all.map(({ source, index, form }, i) => {
    const [rowCount, columnCount] = [source.shape.at(-2) ?? 1, source.shape.at(-1) ?? 1];
    const sizes = form.readsSizes ? [source.length, rowCount, columnCount] : [];
    // Parameters that may be skipped have their own step counts, and so their own numbers.
    const key = [index, cache.numberOf(form), ...sizes, ...(missingGradients ? [i] : [])].join();
    const shape = {
      group: index,
      path: `groups[${index}]`,
      form,
      size: source.length,
      rows: rowCount,
      columns: columnCount,
    };
    const writer = writers.get(key) ?? new RowWriter(shape);
    writers.set(key, writer);
    return writer;
  });
  const list = [...writers.values()];
  const rates = list.length * rowLength;
  const positions = positionsOf(all.map(({ form }) => form.rule));

  let length = rates + groups.length;
  const units = new Map<unknown, PlannedUnit>();
  const tensors = all.map(({ source, index, form }, i): PlannedTensor => {
    const writer = rows[i] as RowWriter;
    const position = positions[i] as number;
    const key = form.isPerTensor ? source : writer;
    let unit = units.get(key);
    if (unit === undefined) {
      unit = { form, group: index, numbers: length, row: list.indexOf(writer) * rowLength, position };
      length += form.numbersLength;
      units.set(key, unit);
    }
    return { source, group: index, writer, unit, position };
  });
  const rules = new Map<unknown, PlannedRule>();
  for (const { unit, position } of tensors) {
    const known = rules.get(unit.form.rule);
    rules.set(unit.form.rule, {
      first: Math.min(known?.first ?? position, position),
      count: (known?.count ?? 0) + 1,
      decider: known?.decider ?? unit,
    });
  }
  const stages = all.flatMap(({ form }) => form.program.stages);
  return {
    tensors,
    units: [...units.values()],
    rules,
    writers: list,
    rowLength,
    hasModes: all.some(({ form }) => form.modes !== null),
    rates,
    length,
    stages: Math.max(...all.map(({ form }) => form.stages.length)),
    sumsOfStage: Math.max(...stages.map(({ sums }) => sums.length)),
    sumCount: Math.max(...all.map(({ form }) => form.sumCount)),
  };
}

/** @throws InvalidArgumentError for a rule whose parameters can't have different step counts on a device */
function refuseMissing({ rule, starts, carriedPlaces }: GpuForm): void {
  const isAlike =
    starts.flat().length > 0 || carriedPlaces.some(({ per, place }) => per !== "parameter" || place >= 0);
  if (!isAlike) return;
  const expected = `false for ${rule.name}, whose parameters share numbers, or do not start at 0`;
  throw new InvalidArgumentError("missingGradients", true, expected);
}

/** Parameters whose rank makes no difference share a form. */
class FormCache {
  readonly #forms: GpuForm[] = [];
  readonly #known = new Map<CheckedGroup, Map<boolean, GpuForm>>();
  readonly #ratesOnDevice: boolean;
  readonly #skips: boolean;

  constructor(ratesOnDevice: boolean, skips: boolean) {
    this.#ratesOnDevice = ratesOnDevice;
    this.#skips = skips;
  }

  of(group: CheckedGroup, isMatrix: boolean): GpuForm {
    const ofGroup = this.#known.get(group) ?? new Map<boolean, GpuForm>();
    this.#known.set(group, ofGroup);
    const known = ofGroup.get(isMatrix);
    if (known !== undefined) return known;
    const { rule, flags, hyper } = group;
    const [ratesOnDevice, skips] = [this.#ratesOnDevice, this.#skips];
    const form = createForm({ rule, flags, hyper, isMatrix, ratesOnDevice, skips });
    const text = JSON.stringify(form.program);
    const equal = this.#forms.find((each) => each.rule === rule && JSON.stringify(each.program) === text);
    if (equal === undefined) this.#forms.push(form);
    ofGroup.set(isMatrix, equal ?? form);
    return equal ?? form;
  }

  numberOf(form: GpuForm): number {
    return this.#forms.indexOf(form);
  }
}

/** The index of each tensor in a list in which those of one rule are contiguous. */
function positionsOf(rules: readonly unknown[]): readonly number[] {
  const order = [...new Set(rules)].flatMap((rule) => rules.flatMap((each, i) => (each === rule ? [i] : [])));
  const positions: number[] = [];
  for (const [position, i] of order.entries()) positions[i] = position;
  return positions;
}

/** Counts updates that have left tensors out. */
export function leaveOut({ tensors }: Plan, isAbsent: readonly boolean[], updates: number): void {
  for (const [i, { writer }] of tensors.entries()) {
    if (isAbsent[i] === true) writer.missed += updates;
  }
}
