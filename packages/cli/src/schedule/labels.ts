/** The names of schedules in a legend. */
import { basename } from "node:path";
import type { ScheduleWords } from "../command-line/command-line.js";
import { engineFile } from "../command-line/engine-file.js";
import { kebabCase } from "../words/names.js";
import { isNumber } from "../words/numbers.js";

/** Each schedule with its name; if two have the same name, the options that differ are appended. */
export function labelled(schedules: readonly ScheduleWords[]): [label: string, words: ScheduleWords][] {
  return schedules.map((words) => {
    const own = words.own.get("label");
    if (typeof own === "string") return [own, words];
    const name = nameOf(words);
    const namesakes = schedules.filter((other) => !other.own.has("label") && nameOf(other) === name);
    return [[name, ...differences(words, namesakes)].join(" "), words];
  });
}

function nameOf({ word, constructorEntry }: ScheduleWords): string {
  if (constructorEntry !== null) return kebabCase(constructorEntry.name);
  if (word === "-") return "standard input";
  if (/^\s*\{/.test(word)) return "JSON";
  if (isNumber(word)) return word;
  const file = engineFile(word);
  if (file === null) return basename(word.replace(/^recipe:/i, ""), ".json");
  const name = basename(file.path).replace(/\.\w+$/, "");
  return file.engine === undefined ? name : `${file.engine}:${name}`;
}

function differences(words: ScheduleWords, namesakes: readonly ScheduleWords[]): string[] {
  return [...words.options]
    .filter(([option, given]) =>
      namesakes.some((other) => String(other.options.get(option)) !== String(given)),
    )
    .map(([option, given]) => `--${kebabCase(option)} ${given.join(",")}`);
}
