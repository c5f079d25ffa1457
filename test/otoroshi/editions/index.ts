import type { OtoroshiOptions } from "../options";
import type { Edition } from "./edition";
import { EDITION_1_4 } from "./edition-1.4";
import { EDITION_1_5 } from "./edition-1.5";
import { EDITION_17 } from "./edition-17";

export const EDITIONS: Readonly<Record<Edition["name"], Edition>> = {
  "17": EDITION_17,
  "1.5": EDITION_1_5,
  "1.4": EDITION_1_4,
};

/** The version that `GET /api/infos` names; `undefined` where there is no such route. */
export function versionOf({ edition, legacy, version }: OtoroshiOptions): string | undefined {
  if (version === false) return undefined;
  const recent = legacy !== true && (edition ?? "17") === "17";
  return version ?? (recent ? "17.17.0" : undefined);
}

/** Creation refuses an existing clientId from 16.5 on (the tags' source). */
function before165(version: string | undefined): boolean {
  const [major = 0, minor = 0] = (version ?? "17").split(".").map(Number);
  return major < 16 || (major === 16 && minor < 5);
}

/** The edition that the options ask for, with the version's ways. */
export function editionOf(options: OtoroshiOptions): Edition {
  const edition = EDITIONS[options.legacy === true ? "1.4" : (options.edition ?? "17")];
  const overwrites = options.overwrites ?? (edition.overwrites || before165(versionOf(options)));
  return { ...edition, overwrites };
}
