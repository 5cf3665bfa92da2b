/** Calls a constructor with the options of the command line. */
import * as core from "@anneal/core";
import type { Given, ScheduleWords } from "../command-line/command-line.js";
import { kebabCase } from "../command-line/names.js";
import { listItems, numberOrText } from "../command-line/numbers.js";
import type { ConstructorName, OptionKind } from "../constructors/entry.js";
import { constructors } from "../constructors/index.js";
import { badInput } from "../failure.js";
import { inWordsOfTheCommandLine } from "./refusal.js";

/** Reads a word that stands for a schedule or, where a constructor takes one, a number. */
export type ReadInner = (word: string) => Promise<core.Schedule | number>;

/** @throws CommandError for whatever the constructor refuses. */
export async function callConstructor(
  name: ConstructorName,
  given: ScheduleWords["options"],
  readInner: ReadInner,
): Promise<core.Schedule> {
  const { options } = constructors[name];
  const values: Record<string, unknown> = {};
  for (const [option, texts] of given) {
    const kind = options[option]?.kind;
    if (kind !== undefined) values[option] = await typedValue(kind, texts, readInner);
  }
  try {
    // biome-ignore lint/performance/noDynamicNamespaceImportAccess: whoever types the command chooses among all of them
    return (core[name] as (options: object) => core.Schedule)(values);
  } catch (error) {
    throw inWordsOfTheCommandLine(error, new Set(Object.keys(options)), `${kebabCase(name)}: `);
  }
}

/** What was typed, as the type that the constructor checks. Text that is no number stays text, for it to refuse. */
async function typedValue(kind: OptionKind, given: readonly Given[], readInner: ReadInner): Promise<unknown> {
  const texts = given.map(String);
  const [first = ""] = texts;
  switch (kind) {
    case "flag":
      return given[0];
    case "word":
      return first;
    case "number":
      return numberOrText(first);
    case "numbers":
      return texts.flatMap(listItems).map(numberOrText);
    case "points":
      return texts.flatMap(listItems).map(readPoint);
    case "words":
      return texts.flatMap(listItems);
    case "schedule":
      return readInner(first);
    case "schedules": {
      const schedules: (core.Schedule | number)[] = [];
      // One after the other: the error is that of the first one that is wrong.
      for (const text of texts) schedules.push(await readInner(text));
      return schedules;
    }
    default:
      return kind satisfies never;
  }
}

function readPoint(text: string, index: number): (number | string)[] {
  const pair = text.split(":");
  if (pair.length === 2) return pair.map(numberOrText);
  throw badInput(
    `--points[${index}] must be a pair <step>:<rate>, as in 100:1e-3; got ${core.describe(text)}`,
  );
}
