/** SVG pictures read by a real XML parser. */
import { DOMParser, type Element } from "@xmldom/xmldom";

/** The root of a document; whatever the parser complains about is an error, but for U+FFFD, which is fine in a label. */
export function parseSvg(text: string): Element {
  const parser = new DOMParser({
    onError: (level, message) => {
      if (/^Unicode replacement character/.test(message)) return;
      throw new Error(`${level}: ${message}`);
    },
  });
  const root = parser.parseFromString(text, "image/svg+xml").documentElement;
  if (root === null) throw new Error("the document is empty");
  return root;
}

/** All elements of a name. */
export function elements(root: Element, name: string): Element[] {
  return Array.from(root.getElementsByTagName(name));
}

/** The words of all elements of a name. */
export function words(root: Element, name: string): string[] {
  return elements(root, name).map((element) => element.textContent ?? "");
}

/** The points of the curves that are not in the legend: for each curve, its lines. */
export function curves(root: Element): { x: number; y: number }[][][] {
  return elements(root, "path")
    .filter((path) => path.getAttribute("class")?.startsWith("curve") && path.parentNode === root)
    .map((path) => readPath(path.getAttribute("d") ?? ""));
}

function readPath(data: string): { x: number; y: number }[][] {
  return data
    .split("M")
    .slice(1)
    .map((line) =>
      line.split("L").map((point) => {
        const [x, y] = point.replace(/h0$/, "").split(" ").map(Number);
        if (x === undefined || y === undefined || !Number.isFinite(x) || !Number.isFinite(y)) {
          throw new Error(`no point: ${point}`);
        }
        return { x, y };
      }),
    );
}
