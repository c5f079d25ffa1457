import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { engineEnvironment, findEngine } from "../engine/engine";
import { root } from "../engine/package";
import { PulumiCli, type Run } from "../engine/pulumi-cli";
import { startOtoroshi, type EmbeddedOtoroshi } from "../otoroshi";
import { setUp } from "./setup";

const say = (text = ""): void => void process.stdout.write(`${text}\n`);
const step = (title: string): void => say(`\n=== ${title}`);

/** Ends the demo when something is not as it shows. */
function must(condition: boolean, what: string, run?: Run): void {
  if (!condition) throw new Error(`${what}${run === undefined ? "" : `\n${run.output}`}`);
  say(`✓ ${what}`);
}

/** The lines of a run that say what happened to the keys. */
function shown({ output }: Run): string {
  const lines = output
    .split("\n")
    .filter((line) => !/^(@ |Updating|Previewing|Duration|\s*pulumi:pulumi:Stack|$)/u.test(line));
  return lines
    .filter((line) => !/ (creating|updating|deleting|\[urn=.*) ?(\(\d.*\) *)?$/u.test(line))
    .map((line) => `    ${line}`)
    .join("\n");
}

async function play(pulumi: PulumiCli, otoroshi: EmbeddedOtoroshi): Promise<void> {
  const up = async (): Promise<Run> => pulumi.must("up", "--yes", "--skip-preview");
  const preview = (): Promise<Run> => pulumi.run("preview", "--diff", "--expect-no-changes");
  const reports = (): string =>
    [...otoroshi.keys].find((key) => key.clientName === "reports")?.clientId ?? "";

  step("1. pulumi up: three keys, one of a service, two of a group");
  const created = await up();
  say(shown(created));
  for (const key of otoroshi.keys) {
    say(
      `    on the server: ${key.clientName}  ${(key.authorizedEntities ?? []).join(" ")}  ${key.dailyQuota} calls a day`,
    );
  }
  must(otoroshi.keys.size === 3, "the server has three keys", created);

  step("2. pulumi preview: nothing to do");
  const empty = await preview();
  must(empty.code === 0, "preview finds every key as declared", empty);

  step("3. The daily quota of reports goes from 1000 to 2000: pulumi preview, then pulumi up");
  await pulumi.must("config", "set", "dailyQuota", "2000");
  say(shown(await preview()));
  otoroshi.clearRequests();
  await up();
  const sent = otoroshi.requests.filter((request) => request.method === "PATCH");
  for (const { path, body } of sent) say(`    PATCH ${path}\n          ${JSON.stringify(body)}`);
  const wanted = JSON.stringify([{ op: "replace", path: "/dailyQuota", value: 2000 }]);
  must(sent.length === 1 && JSON.stringify(sent[0]?.body) === wanted, "one JSON Patch, of just what changed");

  step("4. Somebody changes reports by hand: 9999 calls a day, and a note of their own");
  const key = otoroshi.keys.get(reports());
  otoroshi.keys.set(reports(), {
    ...structuredClone(key),
    dailyQuota: 9999,
    metadata: { ...key?.metadata, note: "theirs" },
  } as never);
  const drift = await preview();
  say(shown(drift));
  must(drift.code !== 0, "preview --expect-no-changes fails");
  must(drift.output.includes("reports: dailyQuota is 9999, declared 2000"), "and says what drifted", drift);
  await up();
  const repaired = otoroshi.keys.get(reports());
  must(repaired?.dailyQuota === 2000, "pulumi up repairs it");
  must(repaired?.metadata["note"] === "theirs", "and leaves the note, which was never declared, alone");

  step("5. pulumi destroy: nothing is left");
  const destroyed = await pulumi.must("destroy", "--yes", "--skip-preview");
  say(shown(destroyed));
  must(otoroshi.keys.size === 0, "the server has no key any more", destroyed);
  const state = await pulumi.must("stack", "export");
  must(!state.output.includes("otoroshi:ApiKey"), "and the state has none");
  must(!pulumi.transcript.includes("admin-api-apikey-secret"), "no secret was printed");
}

async function demo(): Promise<void> {
  setUp();
  const engine = await findEngine();
  // The CLI keeps a stack's configuration beside Pulumi.yaml: a name of its own meets no stack of the user's.
  const name = `demo-${randomUUID().slice(0, 8)}`;
  const home = await mkdtemp(join(tmpdir(), "pulumi-otoroshi-demo-"));
  const otoroshi = await startOtoroshi();
  try {
    say(
      `Pulumi ${engine.version} in ${engine.folder}; an embedded Otoroshi on ${otoroshi.url}; state in ${home}`,
    );
    const environment = engineEnvironment(engine, home);
    const pulumi = new PulumiCli(root, environment, ["--stack", name]);
    await pulumi.must("stack", "init", "--no-select");
    await pulumi.must("config", "set", "otoroshi:url", otoroshi.url);
    await pulumi.must("config", "set", "otoroshi:clientId", "admin-api-apikey-id");
    await pulumi.must("config", "set", "--secret", "otoroshi:clientSecret", "admin-api-apikey-secret");
    await play(pulumi, otoroshi);
  } finally {
    await otoroshi.close();
    await rm(home, { recursive: true, force: true });
    await rm(join(root, `Pulumi.${name}.yaml`), { force: true });
  }
}

demo().then(
  () => say("\nAll of it was so."),
  (error: unknown) => {
    process.stderr.write(`\n✗ ${(error as Error).message}\n`);
    process.exitCode = 1;
  },
);
