import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";

/** The fields that the team allows in a file. The provider validates the values. */
const schema = z.strictObject({
  groupId: z.string(),
  description: z.string(),
  readOnly: z.boolean().optional(),
  dailyQuota: z.int().max(1_000_000, "ask the platform team for more than 1,000,000 calls a day").optional(),
  validUntil: z.iso.datetime().optional(),
  metadata: z.record(z.string(), z.string()).refine((one) => "owner" in one, "must name an owner"),
});

/** A key declared by a file. */
export interface KeyFile {
  /** The file's name without its extension: the resource's name and the key's id. */
  readonly name: string;
  readonly args: z.infer<typeof schema>;
}

/**
 * Reads every `.yaml` file of a folder.
 *
 * @throws Error that names each invalid file and field
 */
export function keyFiles(folder: string): KeyFile[] {
  const problems: string[] = [];
  const files = readdirSync(folder)
    .filter((file) => file.endsWith(".yaml"))
    .sort()
    .flatMap((file): KeyFile[] => {
      const read = schema.safeParse(parse(readFileSync(join(folder, file), "utf8")));
      if (read.success) return [{ name: basename(file, ".yaml"), args: read.data }];
      problems.push(
        ...read.error.issues.map((issue) => `${file}: ${issue.path.join(".")}: ${issue.message}`),
      );
      return [];
    });
  if (problems.length > 0) throw new Error(problems.join("\n"));
  return files;
}
