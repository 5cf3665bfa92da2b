/** Completion scripts, generated from the tables of commands and constructors. */

export interface CompletedOption {
  /** `--engine` */
  readonly name: string;
  readonly takesValue: boolean;
  /** The values that it takes, if they are few; otherwise empty. */
  readonly choices: readonly string[];
}

interface CompletedCommand {
  readonly name: string;
  readonly summary: string;
  readonly takesSchedules: boolean;
  /** The names that it takes as arguments. */
  readonly names: readonly string[];
  readonly options: readonly CompletedOption[];
}

export interface CompletionTable {
  readonly commands: readonly CompletedCommand[];
  readonly constructors: readonly { readonly name: string; readonly options: readonly string[] }[];
  readonly recipes: readonly string[];
}

const quoted = (words: readonly string[]) => `'${words.join(" ")}'`;

/** The arguments of a command besides files: its names, and schedules if it takes them. */
function argumentsOf({ constructors, recipes }: CompletionTable, command: CompletedCommand): string[] {
  const schedules = command.takesSchedules ? [...constructors.map(({ name }) => name), ...recipes] : [];
  return [...command.names, ...schedules];
}

/** All completions of a command besides files. */
const wordsOf = (table: CompletionTable, command: CompletedCommand): string[] => [
  ...command.options.map(({ name }) => name),
  ...argumentsOf(table, command),
];

/** The options with few values, by their command: `import --engine`. */
const choicesOf = ({ commands }: CompletionTable) =>
  commands.flatMap(({ name, options }) =>
    options
      .filter(({ choices }) => choices.length > 0)
      .map((option) => ({ place: `${name} ${option.name}`, choices: option.choices })),
  );

function bash(table: CompletionTable): string {
  const commands = table.commands.map(
    (command) => `    ${command.name}) words=${quoted(wordsOf(table, command))} ;;`,
  );
  const constructors = table.constructors.map(
    ({ name, options }) => `      ${name}) words="$words "${quoted(options)} ;;`,
  );
  const choices = choicesOf(table).map(
    ({ place, choices: values }) => `    '${place}') words=${quoted(values)} ;;`,
  );
  return `# bash completion for anneal
_anneal() {
  local line=\${COMP_LINE:0:COMP_POINT} words='' word
  local current=\${line##* } previous=\${COMP_WORDS[COMP_CWORD-1]}
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W ${quoted([...table.commands.map(({ name }) => name), "help", "--help", "--version"])} -- "$current"))
    return
  fi
  case "\${COMP_WORDS[1]} $previous" in
${choices.join("\n")}
  esac
  if [ -n "$words" ]; then
    COMPREPLY=($(compgen -W "$words" -- "$current"))
    return
  fi
  case \${COMP_WORDS[1]} in
${commands.join("\n")}
  esac
  for word in "\${COMP_WORDS[@]:2:COMP_CWORD-2}"; do
    case $word in
${constructors.join("\n")}
    esac
  done
  # bash replaces what follows the last colon: recipe:gpt-3, deepspeed:ds_config.json.
  local prefix=\${current%"\${current##*:}"}
  COMPREPLY=($(compgen -W "$words" -- "$current"))
  COMPREPLY=("\${COMPREPLY[@]#"$prefix"}" $(compgen -f -- "\${current#"$prefix"}"))
}
complete -o filenames -F _anneal anneal
`;
}

function zsh(table: CompletionTable): string {
  const escaped = (text: string) => text.replaceAll("'", "'\\''").replaceAll(":", "\\:");
  const commands = table.commands.map(({ name, summary }) => `    '${name}:${escaped(summary)}'`);
  const cases = table.commands.map(
    (command) =>
      `    ${command.name}) words_of=(${wordsOf(table, command)
        .map((word) => `'${word}'`)
        .join(" ")}) ;;`,
  );
  const constructors = table.constructors.map(
    ({ name, options }) => `      ${name}) words_of+=(${options.join(" ")}) ;;`,
  );
  const choices = choicesOf(table).map(
    ({ place, choices: values }) => `    '${place}') compadd -- ${values.join(" ")}; return ;;`,
  );
  return `#compdef anneal
_anneal() {
  local -a commands words_of
  local word
  commands=(
${commands.join("\n")}
  )
  if (( CURRENT == 2 )); then
    _describe 'command' commands
    return
  fi
  case "$words[2] $words[CURRENT-1]" in
${choices.join("\n")}
  esac
  case $words[2] in
${cases.join("\n")}
  esac
  for word in $words[3,CURRENT-1]; do
    case $word in
${constructors.join("\n")}
    esac
  done
  compadd -- $words_of
  _files
}
# A file of $fpath is the function itself; a sourced script registers it.
if [ "$funcstack[1]" = _anneal ]; then _anneal "$@"; else compdef _anneal anneal; fi
`;
}

function fish(table: CompletionTable): string {
  const text = (value: string) => `'${value.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
  const lines = table.commands.flatMap((command) => {
    const seen = `-n '__fish_seen_subcommand_from ${command.name}'`;
    const options = command.options.map(({ name, takesValue, choices }) => {
      const value = choices.length > 0 ? ` -x -a ${quoted(choices)}` : takesValue ? " -r" : "";
      return `complete -c anneal ${seen} -l ${name.slice(2)}${value}`;
    });
    const named = argumentsOf(table, command);
    const words = named.length === 0 ? [] : [`complete -c anneal ${seen} -a ${quoted(named)}`];
    return [
      `complete -c anneal -n __fish_use_subcommand -a ${command.name} -d ${text(command.summary)}`,
      ...options,
      ...words,
    ];
  });
  const constructors = table.constructors.flatMap(({ name, options }) =>
    options.map(
      (option) => `complete -c anneal -n '__fish_seen_subcommand_from ${name}' -l ${option.slice(2)} -r`,
    ),
  );
  return `# fish completion for anneal\n${[...lines, ...constructors].join("\n")}\n`;
}

export const completionScripts: Readonly<Record<string, (table: CompletionTable) => string>> = {
  bash,
  zsh,
  fish,
};
