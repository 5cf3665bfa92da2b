/** Traces of the machine of one person, which nothing that is shared may have. */

/** Starts of folders that only some machines have. */
export const machinePaths: readonly string[] = [
  "/home/",
  "/tmp/",
  "/root/",
  "/Users/",
  "/work/",
  "C:\\Users\\",
];
