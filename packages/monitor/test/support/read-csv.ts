/** Fields of RFC 4180, by its grammar; a reader that has nothing of the writer. */
export function readCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  const field = /(?:"((?:[^"]|"")*)"|([^",\n]*))(,|\n|$)/gy;
  for (let match = field.exec(text); match && field.lastIndex <= text.length; match = field.exec(text)) {
    row.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? "");
    if (match[3] !== ",") {
      rows.push(row);
      row = [];
    }
    if (field.lastIndex >= text.length) break;
  }
  return rows;
}

/** The rows as objects of numbers, without empty fields; fails when a row has more fields than the header. */
export function readTable(text: string): Record<string, number>[] {
  const [header = [], ...rows] = readCsv(text).filter((row) => row.length > 1 || row[0] !== "");
  return rows.map((row) => {
    if (row.length > header.length) throw new Error(`${row} has more fields than ${header}`);
    const cells = row.map((cell, i): [string, string] => [header[i] as string, cell]);
    return Object.fromEntries(cells.flatMap(([name, cell]) => (cell === "" ? [] : [[name, Number(cell)]])));
  });
}
