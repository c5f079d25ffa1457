import { isObject, member, text, texts, type Json } from "../json/json";
import { parseJson } from "../json/text";
import { defaultLocation, type Location } from "../keys/location";

/** What the sender of a request may do; a location that is missing is the default one. */
export interface Rights {
  reads(location: Location | undefined): boolean;
  writes(location: Location | undefined): boolean;
}

export const EVERYTHING: Rights = { reads: () => true, writes: () => true };

const NOTHING: Rights = { reads: () => false, writes: () => false };

/** The member of an admin key's metadata that limits it. */
const ACCESS_RIGHTS = "otoroshi-access-rights";

/** A name and what is allowed there, written `acme:rw`; `*` stands for any text, no suffix for `rw`. */
class Access {
  readonly reads: boolean;
  readonly writes: boolean;
  readonly #name: string;

  constructor(source: string) {
    const [name = "", ...suffixes] = source.toLowerCase().trim().split(":");
    const suffix = suffixes.at(-1) ?? "rw";
    this.#name = name.trim();
    this.reads = suffix.includes("r");
    this.writes = this.reads && suffix.includes("w");
  }

  get everything(): boolean {
    return this.#name === "*" && this.writes;
  }

  matches(name: string): boolean {
    const literal = this.#name.split("*").map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
    return new RegExp(`^${literal.join(".*")}$`).test(name);
  }
}

interface Right {
  readonly tenant: Access;
  readonly teams: readonly Access[];
}

function right(source: Json): Right[] {
  const tenant = text(member(source, "tenant"));
  const teams = texts(member(source, "teams"));
  if (!isObject(source) || tenant === undefined || teams === undefined) return [];
  return [{ tenant: new Access(tenant), teams: teams.map((team) => new Access(team)) }];
}

/** An admin key with rights of its own acts in one tenant, and there on what its rights allow. */
function limited(rights: readonly Right[], tenant: string): Rights {
  const ofTenant = (name: string): Right[] => rights.filter((each) => each.tenant.matches(name));
  const administers = (some: readonly Right[]): boolean =>
    some.some((each) => each.tenant.writes && each.teams.some((team) => team.everything));
  const allows = (what: "reads" | "writes") => (location: Location | undefined) => {
    const { tenant: owner, teams } = location ?? defaultLocation();
    if (administers(rights.filter((each) => each.tenant.everything))) return true;
    if (owner !== tenant && owner !== "*") return false;
    if (administers(ofTenant(owner))) return true;
    const granted = rights.flatMap((each) => each.teams).filter((access) => access[what]);
    return (
      ofTenant(owner).some((each) => each.tenant[what]) &&
      teams.some((team) => granted.some((access) => access.matches(team)))
    );
  };
  return { reads: allows("reads"), writes: allows("writes") };
}

/** The rights of an admin key in the tenant that the request names; without any it may do everything. */
export function rightsOf(metadata: Readonly<Record<string, string>>, tenant: string | undefined): Rights {
  const source = metadata[ACCESS_RIGHTS];
  if (source === undefined) return EVERYTHING;
  try {
    const rights = parseJson(source);
    return Array.isArray(rights) ? limited(rights.flatMap(right), tenant ?? "default") : EVERYTHING;
  } catch {
    return NOTHING;
  }
}
