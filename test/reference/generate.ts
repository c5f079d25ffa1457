import { writeFileSync } from "node:fs";
import * as prettier from "prettier";
import { reference, referenceFile } from "./reference";

void prettier.format(reference(), { parser: "markdown" }).then((text) => writeFileSync(referenceFile, text));
