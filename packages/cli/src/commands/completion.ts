/** `anneal completion`: scripts that complete commands, options and names in a shell. */
import { recipes } from "@anneal/core";
import type { CommandLine, CommandOption } from "../command-line/command-line.js";
import { type CompletedOption, type CompletionTable, completionScripts } from "../completion/scripts.js";
import { constructors } from "../constructors/index.js";
import { usageError } from "../failure.js";
import { printLines } from "../output/print.js";
import type { Streams } from "../streams.js";
import { kebabCase } from "../words/names.js";
import { type Command, type Commands, HELP_OPTIONS } from "./command.js";

/** @param commands The commands to complete: all of them, including this one. */
export const completionCommand = (commands: Commands): Command => ({
  usage: "bash | zsh | fish",
  purpose: "Prints a script that completes commands, options, constructors and recipes in your shell.",
  takesSchedules: false,
  takesWords: true,
  names: Object.keys(completionScripts),
  options: { ...HELP_OPTIONS },
  notes: [
    "bash: add `source <(anneal completion bash)` to ~/.bashrc. zsh: save it as _anneal in a folder of $fpath. fish: save " +
      "it as ~/.config/fish/completions/anneal.fish.",
  ],
  examples: ["completion bash > ~/.local/share/bash-completion/completions/anneal", "completion fish"],
  run: (line, streams) => runCompletion(line, streams, commands),
});

async function runCompletion({ words }: CommandLine, { stdout }: Streams, commands: Commands): Promise<void> {
  const [shell, second] = words;
  const script = shell === undefined ? undefined : completionScripts[shell];
  if (script === undefined || second !== undefined)
    throw usageError("completion takes a shell: bash, zsh or fish");
  await printLines([script(await table(commands)).trimEnd()], stdout);
}

async function table(commands: Commands): Promise<CompletionTable> {
  const entries = await Promise.all(
    Object.entries(commands).map(async ([name, { summary, load }]) => {
      const { options, takesSchedules, names = [] } = await load();
      return { name, summary, takesSchedules, names, options: Object.entries(options).map(completedOption) };
    }),
  );
  return {
    commands: entries,
    constructors: [...constructors.values()].map(({ name, options }) => ({
      name: kebabCase(name),
      options: Object.keys(options).map((option) => `--${kebabCase(option)}`),
    })),
    recipes: recipes.flatMap(({ name, sizes }) => sizes.map((size) => `recipe:${name}/${size}`)),
  };
}

function completedOption([name, { kind, value = "", choices }]: [string, CommandOption]): CompletedOption {
  const listed = /^<([\w.-]+(?:\|[\w.-]+)+)>$/.exec(value)?.[1]?.split("|");
  return { name: `--${name}`, takesValue: kind !== "flag", choices: choices ?? listed ?? [] };
}
