/** Writes fields by their paths as YAML, JSON or command-line flags. */
import { decimal, withPoint } from "./numbers.js";

type Fields = Readonly<Record<string, unknown>>;

/** `{ "optimizer.lr": 1 }` as `{ optimizer: { lr: 1 } }`. */
export function nested(fields: Fields): Record<string, unknown> {
  const root: Record<string, unknown> = {};
  for (const [path, value] of Object.entries(fields)) {
    const parts = path.split(".");
    let section = root;
    for (const part of parts.slice(0, -1)) {
      section[part] ??= {};
      section = section[part] as Record<string, unknown>;
    }
    section[parts.at(-1) as string] = value;
  }
  return root;
}

export function toYaml(fields: Fields, comment: readonly string[] = []): string {
  return `${comment.map((line) => `# ${line}\n`).join("")}${yamlLines(nested(fields), "").join("\n")}\n`;
}

function yamlLines(section: Readonly<Record<string, unknown>>, indent: string): string[] {
  return Object.entries(section).flatMap(([key, value]) => {
    if (typeof value !== "object" || value === null) return [`${indent}${key}: ${yamlScalar(value)}`];
    return [`${indent}${key}:`, ...yamlLines(value as Record<string, unknown>, `${indent}  `)];
  });
}

function yamlScalar(value: unknown): string {
  if (typeof value === "number") return decimal(value);
  if (typeof value === "boolean" || value === null) return String(value);
  const text = String(value);
  return /^[A-Za-z_][\w./-]*$/.test(text) && !/^(true|false|null|yes|no|on|off|y|n)$/i.test(text)
    ? text
    : JSON.stringify(text);
}

/** @param floats Keys whose numbers need a dot even if they are whole, because Python would read integers. */
export function toJson(fields: Fields, floats: readonly string[] = []): string {
  return `${jsonLines(nested(fields), "", new Set(floats))}\n`;
}

function jsonLines(
  section: Readonly<Record<string, unknown>>,
  indent: string,
  floats: ReadonlySet<string>,
): string {
  const lines = Object.entries(section).map(([key, value]) => {
    const isSection = typeof value === "object" && value !== null;
    const isFloat = floats.has(key) && Number.isInteger(value);
    const text = isSection
      ? jsonLines(value as Record<string, unknown>, `${indent}  `, floats)
      : isFloat
        ? withPoint(value as number)
        : JSON.stringify(value);
    return `${indent}  ${JSON.stringify(key)}: ${text}`;
  });
  return `{\n${lines.join(",\n")}\n${indent}}`;
}

/** One flag per line; words that a shell would change are quoted. */
export function toFlags(fields: Fields, comment: readonly string[] = [], dashes: "-" | "_" = "-"): string {
  const flags = Object.entries(fields).map(([name, value]) => {
    const flag = `--${dashes === "-" ? name.replaceAll("_", "-") : name}`;
    return value === true
      ? flag
      : `${flag} ${shellWord(typeof value === "number" ? decimal(value) : String(value))}`;
  });
  return `${comment.map((line) => `# ${line}\n`).join("")}${flags.join(" \\\n")}\n`;
}

function shellWord(text: string): string {
  return /^[\w./:=+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
