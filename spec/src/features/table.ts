/** Tables in Markdown. */

/** A table with one line a row. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map(withoutBars).join(" | ")} |`.replaceAll("  ", " ");
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

/** A bar would end the cell. */
function withoutBars(cell: string): string {
  return cell.replaceAll("|", "\\|");
}
