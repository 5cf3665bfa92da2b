/** Generates XML; all values are escaped here. */

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
};

/** Characters that XML 1.0 does not allow, not even escaped. */
const NOT_XML = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;

/** Text that is safe between tags and in attributes. */
export function escapeText(text: string): string {
  return text.replace(NOT_XML, "\uFFFD").replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

/** An element. Attributes are escaped; `content` is markup. */
export function element(
  name: string,
  attributes: Readonly<Record<string, string | number>>,
  content = "",
): string {
  const written = Object.entries(attributes).map(([key, value]) => {
    return ` ${key}="${escapeText(typeof value === "number" ? String(hundredth(value)) : value)}"`;
  });
  const tag = name + written.join("");
  return content === "" ? `<${tag}/>` : `<${tag}>${content}</${name}>`;
}

/** A `text` element; nothing for empty text. */
export function textElement(attributes: Readonly<Record<string, string | number>>, words: string): string {
  return words === "" ? "" : element("text", attributes, escapeText(words));
}

/** A number of pixels, rounded to a hundredth. */
export function hundredth(pixels: number): number {
  return Math.round(pixels * 100) / 100;
}

/** Eight hexadecimal digits that depend on every character of a text (FNV-1a). */
export function fingerprint(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, "0");
}
