/** A law from the file that `anneal forecast fit --output` wrote. */
import { type FittedLaw, lawFromJSON, publishedLaws, resampledFromJSON } from "@anneal/forecast";
import type { CommandLine } from "../command-line/command-line.js";
import { textOf } from "../command-line/command-values.js";
import { usageError } from "../failure.js";
import { readFileText } from "../schedule/read-text.js";
import { inWordsOfTheCommandLine } from "../schedule/refusal.js";

export interface LawOfFile {
  readonly law: FittedLaw;
  readonly resampled: readonly FittedLaw[];
}

/** The law of `--law`: a file, or one of the published laws. */
export async function readLawOption(options: CommandLine["options"]): Promise<LawOfFile> {
  const name = textOf(options, "law");
  if (name === undefined)
    throw usageError("--law is missing; anneal forecast fit --output law.json writes one");
  if (Object.hasOwn(publishedLaws, name)) {
    return { law: publishedLaws[name as keyof typeof publishedLaws], resampled: [] };
  }
  const text = await readFileText(name);
  try {
    return { law: lawFromJSON(text), resampled: resampledFromJSON(text) };
  } catch (error) {
    throw inWordsOfTheCommandLine(error, new Set(), `${name}: `);
  }
}
