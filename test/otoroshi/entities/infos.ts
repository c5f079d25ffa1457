import { ok } from "../gateway/answers";
import { reads, type Route } from "../gateway/exchange";
import type { World } from "../world";

/** What a server tells of itself; the older ones tell nothing. */
export function infos({ version }: World): Route[] {
  if (version === undefined) return [];
  const [major = 0, minor = 0, patch = 0] = version.split(/[.-]/).map(Number);
  const body = {
    otoroshi_cluster_id: "embedded",
    otoroshi_version: version,
    otoroshi_version_sem: { raw: version, major, minor, patch },
    backoffice_url: "",
    datastore: "in-memory",
    env: "prod",
  };
  return [reads("GET", "/api/infos", () => ok(body))];
}
