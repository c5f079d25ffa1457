import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { parse } from "yaml";
import { root } from "../reference/documentation";

/** Characters that GitHub takes a comment. */
const LARGEST = 65_536;

interface Workflow {
  readonly jobs: { readonly preview: { readonly steps: readonly { name?: string; run?: string }[] } };
}

describe("the comment of the GitHub workflow", () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "pulumi-otoroshi-comment-"));
  });
  afterEach(() => rm(folder, { recursive: true }));

  /** What is commented on this preview. */
  async function comment(preview: string): Promise<string> {
    const file = await readFile(join(root, "examples", "pipelines", "github", "preview.yml"), "utf8");
    const { steps } = (parse(file) as Workflow).jobs.preview;
    const script = steps.find((step) => step.name === "Comment")?.run;
    assert.ok(script);
    await writeFile(join(folder, "preview.txt"), preview);
    await writeFile(join(folder, "gh"), "#!/bin/sh\n");
    await chmod(join(folder, "gh"), 0o755);
    const env = {
      PATH: `${folder}${delimiter}${process.env["PATH"] ?? ""}`,
      STACK: "dev",
      PULL_REQUEST: "7",
    };
    const bash = ["--noprofile", "--norc", "-e", "-o", "pipefail", "-c", script];
    await promisify(execFile)("bash", bash, { cwd: folder, env });
    return readFile(join(folder, "comment.md"), "utf8");
  }

  it("is the preview", async () => {
    assert.equal(await comment("+ a\n- b"), "Preview of `dev`:\n\n```diff\n+ a\n- b\n```\n");
  });

  it("is cut where GitHub would refuse it, and says so", async () => {
    const text = await comment("+ one key\n".repeat(10_000));
    assert.ok(text.length < LARGEST);
    assert.match(text, /\n```\nThe rest is in the log of the job\.\n$/u);
  });
});
