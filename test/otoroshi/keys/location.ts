import { isObject, member, text, texts, type Reader } from "../json/json";

export interface Location {
  readonly tenant: string;
  readonly teams: readonly string[];
}

export const defaultLocation = (): Location => ({ tenant: "default", teams: ["default"] });

const tidy = (name: string): string => name.toLowerCase().trim();

/** Tenant and team names are folded to lower case and trimmed (EntityLocation in the server's models). */
export const location: Reader<Location> = (value) => {
  if (!isObject(value)) return undefined;
  const usual = defaultLocation();
  return {
    tenant: tidy(text(member(value, "tenant")) ?? usual.tenant),
    teams: [...new Set((texts(member(value, "teams")) ?? [...usual.teams]).map(tidy))],
  };
};
