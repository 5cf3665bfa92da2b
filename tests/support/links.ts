/** The links of Markdown files that lead to other files of the repository. */

import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join, normalize } from "node:path";

/** What is wrong with the relative links of `markdown`, which lies at `path` in the folder `root`. */
export function checkLinks(root: string, path: string, markdown: string): string[] {
  const prose = markdown.replace(/^(`{3,})[\s\S]*?^\1`*$/gm, "").replace(/`[^`\n]*`/g, "");
  const targets = [
    ...prose.matchAll(/\]\(<?([^)\s>]+)>?(?: "[^"]*")?\)/g),
    ...prose.matchAll(/^\[[^\]]+\]: *(\S+)/gm),
    ...prose.matchAll(/(?:src|srcset|href)="([^"]+)"/g),
  ].map((match) => match[1] ?? "");
  return targets
    .filter((target) => !/^[a-z][a-z\d+.-]*:/i.test(target))
    .flatMap((target) => {
      const problem = checkTarget(root, path, target);
      return problem ? [`${path}: ${target} ${problem}`] : [];
    });
}

function checkTarget(root: string, path: string, target: string): string | undefined {
  const [file = "", anchor] = target.split("#");
  const relative = file === "" ? path : normalize(join(dirname(path), decodeURI(file)));
  if (relative.startsWith("..")) return "leads out of the repository";
  const absolute = join(root, relative);
  if (!existsSync(absolute)) return "is not there";
  if (!anchor || !statSync(absolute).isFile() || !relative.endsWith(".md")) return undefined;
  return listAnchors(readFileSync(absolute, "utf8")).has(anchor) ? undefined : "has no such heading";
}

/** The names that GitHub gives to headings. */
function listAnchors(markdown: string): Set<string> {
  const prose = markdown.replace(/^(`{3,})[\s\S]*?^\1`*$/gm, "");
  const headings = [...prose.matchAll(/^#{1,6} +(.+?) *#*$/gm)].map((match) => match[1] ?? "");
  const names = headings.map((heading) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}_ -]/gu, "")
      .replaceAll(" ", "-"),
  );
  return new Set(names);
}
