import assert from "node:assert/strict";
import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { text } from "node:stream/consumers";
import { parse, parseAllDocuments } from "yaml";
import { startOtoroshi, type EmbeddedOtoroshi } from "../otoroshi";
import { ExampleProject, type Ended } from "./example-project";
import { named } from "./example-play";
import { root } from "./package";
import { ADMIN_SECRET, configFor } from "./scene";

const folder = join(root, "examples", "pipelines");

/** What a job runs, and in which environment. */
interface Job {
  readonly environment: Readonly<Record<string, string>>;
  readonly script: string;
  /** Run after it, whatever became of it. */
  readonly always: string;
}

interface Workflow {
  readonly env: Record<string, string>;
  readonly jobs: Record<string, { readonly steps: readonly Step[] }>;
}

interface Step {
  readonly run?: string;
  readonly if?: string;
}

/** A job of GitHub Actions: its steps, as `shell: bash` runs them. What is an expression comes from outside. */
async function github(file: string): Promise<Job> {
  const { env, jobs } = parse(await readFile(join(folder, "github", file), "utf8")) as Workflow;
  const steps = Object.values(jobs).flatMap((job) => job.steps);
  const commands = (always: boolean): string =>
    steps
      .filter((step) => step.run !== undefined && (step.if === "always()") === always)
      .map((step) => step.run)
      .join("\n");
  const environment = Object.fromEntries(Object.entries(env).filter(([, value]) => !value.includes("${{")));
  return { environment, script: commands(false), always: commands(true) };
}

interface GitlabJob {
  readonly script: readonly string[];
  readonly after_script?: readonly string[];
}

/** A job of GitLab: its lines in one shell, those after it in another. */
async function gitlab(name: string): Promise<Job> {
  const file = parse(await readFile(join(folder, "gitlab", ".gitlab-ci.yml"), "utf8")) as {
    readonly default: { readonly before_script: readonly string[] };
    readonly variables: Record<string, string>;
  } & Record<string, GitlabJob>;
  const job = file[name];
  assert.ok(job, `there is no job ${name}`);
  return {
    environment: file.variables,
    script: [...file.default.before_script, ...job.script].join("\n"),
    always: (job.after_script ?? []).join("\n"),
  };
}

/** Where both take comments: GitHub's command line is replaced by one that sends the file that it is given. */
class Comments {
  readonly taken: string[] = [];
  private readonly server: Server = createServer((request, response) => {
    void text(request).then((body) => {
      this.taken.push(new URLSearchParams(body).get("body") ?? body);
      response.writeHead(201).end("{}");
    });
  });

  async listen(): Promise<string> {
    await new Promise<void>((done) => this.server.listen(0, "127.0.0.1", done));
    return `http://127.0.0.1:${String((this.server.address() as AddressInfo).port)}`;
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }
}

describe("the pipelines of an example that is installed outside the repository, their shell steps on the real engine", function () {
  this.timeout(600_000);
  let otoroshi: EmbeddedOtoroshi;
  let pulumi: ExampleProject;
  let outside: Record<string, string>;
  const comments = new Comments();

  before(async () => {
    otoroshi = await startOtoroshi();
    pulumi = await ExampleProject.copy("basic", tmpdir());
    await pulumi.init(configFor(otoroshi));
    const url = await comments.listen();
    const bin = join(pulumi.folder, "bin");
    await mkdir(bin);
    await writeFile(
      join(bin, "gh"),
      `#!/bin/sh\ntest "$1 $2 $3 $4" = "pr comment 7 --body-file" && curl -sf --data-binary "@$5" ${url}\n`,
    );
    // Every job begins with `npm ci`: the first one is real, the others find what that has installed.
    const done = join(pulumi.folder, "bin", "installed");
    await writeFile(
      join(bin, "npm"),
      `#!/bin/sh\ntest "$1" = ci && test -e ${done} && exit 0\n` +
        `PATH="${pulumi.path}" npm "$@" || exit $?\ntest "$1" != ci || touch ${done}\n`,
    );
    for (const command of ["gh", "npm"]) await chmod(join(bin, command), 0o755);
    outside = {
      PATH: `${bin}${delimiter}${pulumi.path}`,
      // What was installed a moment ago needs not be asked for again.
      npm_config_prefer_offline: "true",
      npm_config_audit: "false",
      PULL_REQUEST: "7",
      CI_API_V4_URL: url,
      CI_PROJECT_ID: "1",
      CI_MERGE_REQUEST_IID: "7",
      COMMENT_TOKEN: "token",
    };
  });
  after(async () => {
    comments.close();
    await pulumi.remove();
    await otoroshi.close();
  });
  beforeEach(() => {
    otoroshi.keys.clear();
    comments.taken.length = 0;
  });

  async function run({ environment, script, always }: Job): Promise<Ended> {
    const inside = { ...environment, ...outside };
    const ended = await pulumi.shell(script, inside);
    if (always === "") return ended;
    const after = await pulumi.shell(always, inside);
    return { code: ended.code === 0 ? after.code : ended.code, output: ended.output + after.output };
  }

  /** Changes a key behind the stack's back. */
  function byHand(): void {
    const billing = named(otoroshi, "billing");
    otoroshi.keys.set(billing.clientId, { ...billing, dailyQuota: 500 });
  }

  const pipelines = {
    "GitHub Actions": {
      preview: () => github("preview.yml"),
      deploy: () => github("deploy.yml"),
      nightly: () => [github("nightly.yml")],
    },
    GitLab: {
      preview: () => gitlab("preview"),
      deploy: () => gitlab("deploy"),
      nightly: () => [gitlab("drift"), gitlab("unmanaged")],
    },
  };

  for (const [name, { preview, deploy, nightly }] of Object.entries(pipelines)) {
    it(`${name}: preview comments what up will do, deploy does it, and the night finds what was done by hand`, async () => {
      const night = async (): Promise<Ended[]> => {
        const ends: Ended[] = [];
        for (const job of nightly()) ends.push(await run(await job));
        return ends;
      };

      const planned = await run(await preview());
      assert.equal(planned.code, 0, planned.output);
      assert.match(comments.taken.join(), /^Preview of `dev`:\n\n```diff\n[^]*\+ 3 to create[^]*```\n$/);
      assert.equal(otoroshi.keys.size, 0);

      const deployed = await run(await deploy());
      assert.equal(deployed.code, 0, deployed.output);
      assert.equal(otoroshi.keys.size, 2);
      for (const { code, output } of await night()) assert.equal(code, 0, output);

      byHand();
      comments.taken.length = 0;
      await run(await preview());
      assert.match(comments.taken.join(), /billing: dailyQuota is 500, declared 10000/);
      otoroshi.keys.set("made-by-hand", { clientName: "theirs", authorizedEntities: ["group_g1"] });
      const found = await night();
      assert.ok(found.some(({ code }) => code !== 0));
      const lines = found.map(({ output }) => output).join("\n");
      assert.match(lines, /billing: dailyQuota is 500, declared 10000/);
      assert.match(lines, /made-by-hand/);

      await run(await deploy());
      assert.equal(named(otoroshi, "billing").dailyQuota, 10_000);
      await otoroshi.stop();
      const blind = await run(await preview());
      await otoroshi.start();
      assert.notEqual(blind.code, 0, "a preview that saw nothing passed");
      assert.ok(!`${comments.taken.join()}${lines}${blind.output}`.includes(ADMIN_SECRET));
      await pulumi.destroy();
    });
  }

  it("the operator's file is one of readable objects", async () => {
    const documents = parseAllDocuments(await readFile(join(folder, "operator", "stack.yaml"), "utf8"));
    const kinds = documents.map((one) => (one.toJS() as { kind: string }).kind);
    assert.deepEqual(kinds, ["ServiceAccount", "ClusterRoleBinding", "Stack"]);
  });
});
