import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { version } from "../../package.json";
import { root } from "./package";
import { everyField, OWN_PROCESS, scene } from "./scene";

/** What a release leaves behind: the program, the state it made, and the keys on the server. */
export interface Release {
  readonly program: string;
  readonly deployment: unknown;
  readonly apiKeys: Record<string, unknown>[];
}

/** Where the state of a release is kept. */
export const releaseFile = (release: string): string =>
  join(root, "test", "fixtures", `release-${release}.json`);

const program = `
new ApiKey("full", { groupId: "g1", ${everyField("full")} });
new ApiKey("few", { serviceId: "s1", dailyQuota: 5 });
new ApiKey("expired", { routeId: "r1", enabled: true, validUntil: "2001-01-01T00:00:00Z", metadata: { env: "prod" } });`;

/** Records the state that this release makes: `npx tsx test/engine/record-release.ts`, before it is published. */
async function record(): Promise<void> {
  const at = await scene({}, {}, OWN_PROCESS);
  const { stack, otoroshi } = at;
  await stack.program(program);
  await stack.up();
  const deployment: unknown = JSON.parse(await stack.stateText());
  const release: Release = { program, deployment, apiKeys: [...otoroshi.keys].map((key) => ({ ...key })) };
  writeFileSync(releaseFile(version), JSON.stringify(release, null, 1));
  await at.end();
}

if (require.main === module) void record();
