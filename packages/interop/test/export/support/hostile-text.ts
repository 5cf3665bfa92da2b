/** Text that tries to end a comment or a string in the languages that exports are written in. */
import fc from "fast-check";

const endings = [
  "\n",
  "\r",
  "\r\n",
  "\u2028",
  "\u2029",
  "\u0085",
  "\f",
  "\v",
  "\0",
  '"""',
  "'''",
  "*/",
  "\\",
  "\\n",
  "\\\n",
  "`",
  "${",
  "}",
  "#",
  "//",
  '"',
  "'",
  "]]>",
  "---\n",
  "\ud800",
  "\u202e",
  "$(touch x)",
  "; rm x;",
  "import os",
  "!!python/object/apply:os.system",
  "# -*- coding: utf-7 -*-",
  "coding: utf-7 +AAo-import os",
  "coding=raw_unicode_escape \nimport os",
  "+AAo-",
];

export const hostileText: fc.Arbitrary<string> = fc
  .array(fc.oneof(fc.constantFrom(...endings), fc.string({ unit: "binary", maxLength: 8 })), {
    minLength: 1,
    maxLength: 6,
  })
  .map((parts) => parts.join(""));
