/** Completion scripts, generated from the tables of commands and constructors. */

export interface CompletionTable {
  readonly commands: readonly {
    readonly name: string;
    readonly summary: string;
    readonly takesSchedules: boolean;
    readonly options: readonly string[];
  }[];
  readonly constructors: readonly { readonly name: string; readonly options: readonly string[] }[];
  readonly recipes: readonly string[];
}

const quoted = (words: readonly string[]) => `'${words.join(" ")}'`;

/** The completions of a command besides files: its options, and schedules if it takes them. */
function wordsOf(
  { constructors, recipes }: CompletionTable,
  command: CompletionTable["commands"][number],
): string[] {
  const schedules = command.takesSchedules ? [...constructors.map(({ name }) => name), ...recipes] : [];
  return [...command.options, ...schedules];
}

function bash(table: CompletionTable): string {
  const commands = table.commands.map(
    (command) => `    ${command.name}) words=${quoted(wordsOf(table, command))} ;;`,
  );
  const constructors = table.constructors.map(
    ({ name, options }) => `      ${name}) words="$words "${quoted(options)} ;;`,
  );
  return `# bash completion for anneal
_anneal() {
  local current=\${COMP_WORDS[COMP_CWORD]} words='' word
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W ${quoted([...table.commands.map(({ name }) => name), "help", "--help", "--version"])} -- "$current"))
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
  COMPREPLY=($(compgen -W "$words" -- "$current") $(compgen -f -- "$current"))
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
_anneal "$@"
`;
}

function fish(table: CompletionTable): string {
  const text = (value: string) => `'${value.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
  const lines = table.commands.flatMap((command) => {
    const seen = `-n '__fish_seen_subcommand_from ${command.name}'`;
    const options = command.options.map((option) => `complete -c anneal ${seen} -l ${option.slice(2)}`);
    const schedules = wordsOf(table, command).filter((word) => !word.startsWith("--"));
    const words = schedules.length === 0 ? [] : [`complete -c anneal ${seen} -a ${quoted(schedules)}`];
    return [
      `complete -c anneal -n __fish_use_subcommand -a ${command.name} -d ${text(command.summary)}`,
      ...options,
      ...words,
    ];
  });
  const constructors = table.constructors.flatMap(({ name, options }) =>
    options.map(
      (option) => `complete -c anneal -n '__fish_seen_subcommand_from ${name}' -l ${option.slice(2)}`,
    ),
  );
  return `# fish completion for anneal\n${[...lines, ...constructors].join("\n")}\n`;
}

export const completionScripts: Readonly<Record<string, (table: CompletionTable) => string>> = {
  bash,
  zsh,
  fish,
};
