// Loaded into a process: writes the most memory that it ever took, in bytes, to the file that PEAK names.
const { setFlagsFromString } = require("node:v8");
const { writeFileSync } = require("node:fs");
const process = require("node:process");

// Otherwise the garbage that may lie about outweighs what is in use.
setFlagsFromString("--heap-growing-percent=20");

process.on("exit", () => {
  writeFileSync(process.env.PEAK, String(process.resourceUsage().maxRSS * 1024));
});
