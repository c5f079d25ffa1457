import { isObject, member, text, type Json } from "../json/json";
import { missingMember, resultException, Unreadable } from "../json/unreadable";
import { commonFields, FIELDS, present, switches, type ApiKey } from "./api-key";
import { authorizations, authorizationsOf15, entity, firstGroup } from "./authorizations";

/** How one edition makes a key of a document. */
export type ReadKey = (source: Json, now: number) => ApiKey | Unreadable;

interface Names {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly clientName: string;
}

const NAMES = ["clientId", "clientSecret", "clientName"] as const;

/** The server's own words for a mandatory field that is missing, blank or not a string. */
const NOTHING_THERE = new Unreadable("None.get");

function names(source: Json): Names | undefined {
  const [clientId, clientSecret, clientName] = NAMES.map((name) => text(member(source, name)));
  if (clientId === undefined || clientSecret === undefined || clientName === undefined) return undefined;
  return { clientId, clientSecret, clientName };
}

/** What the older servers say of the first mandatory member that is not there, or no string. */
function unreadable(source: Json, mandatory: readonly string[]): Unreadable {
  const owner = isObject(source) ? source : {};
  const name = mandatory.find((each) => text(member(source, each)) === undefined) ?? "";
  return new Unreadable(
    Object.hasOwn(owner, name) ? resultException("error.expected.jsstring") : missingMember(name, owner),
  );
}

export const readKeyOf17: ReadKey = (source, now) => {
  const named = names(source);
  if (named === undefined || Object.values(named).some((value: string) => value.trim() === "")) {
    return NOTHING_THERE;
  }
  const authorized = authorizations(source);
  if (authorized instanceof Unreadable) return authorized;
  return present(
    {
      _loc: FIELDS._loc(member(source, "_loc")),
      ...named,
      description: FIELDS.description(member(source, "description")),
      authorizedGroup: firstGroup(authorized),
      authorizedEntities: authorized.map(entity),
      authorizations: authorized,
      ...switches(source),
      throttlingStrategy: FIELDS.throttlingStrategy(member(source, "throttlingStrategy")),
      ...commonFields(source, "17"),
    },
    now,
  );
};

/** Blank names were let through before 16; a key opened groups and services, without a strategy. */
export const readKeyOf15: ReadKey = (source, now) => {
  const named = names(source);
  if (named === undefined) return unreadable(source, NAMES);
  const authorized = authorizationsOf15(source);
  return present(
    {
      _loc: FIELDS._loc(member(source, "_loc")),
      ...named,
      description: FIELDS.description(member(source, "description")),
      authorizedGroup: firstGroup(authorized),
      authorizedEntities: authorized.map(entity),
      ...switches(source),
      ...commonFields(source, "before 17"),
    },
    now,
  );
};

/** Before one key could open several entities it had one mandatory group, no description and no location. */
export const readKeyOf14: ReadKey = (source, now) => {
  const named = names(source);
  const authorizedGroup = text(member(source, "authorizedGroup"));
  if (named === undefined || authorizedGroup === undefined) {
    return unreadable(source, [...NAMES, "authorizedGroup"]);
  }
  return present(
    { ...named, authorizedGroup, ...switches(source), ...commonFields(source, "before 17") },
    now,
  );
};
