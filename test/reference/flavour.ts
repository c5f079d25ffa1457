/** How the parts of a type are written: as a value, as an argument, or as the server's JSON. */
export interface Flavour {
  /** Follows the names of its interfaces. */
  readonly suffix: "" | "Args" | "Entity";
  /** A property, without its name. */
  property(type: string, optional: boolean): string;
  list(element: string): string;
  entries(entry: string): string;
  /** Whether properties are written to as well. */
  readonly readonly: boolean;
}

const inBrackets = (type: string): string => (type.includes(" ") ? `(${type})` : type);

/** What a program reads: plain values. */
export const value: Flavour = {
  suffix: "",
  readonly: false,
  property: (type, optional) => (optional ? `?: ${type} | undefined` : `: ${type}`),
  list: (element) => `${inBrackets(element)}[]`,
  entries: (entry) => `Record<string, ${entry}>`,
};

/** What a program declares: every part may be an output, and what is optional `null` or `undefined`. */
export const argument: Flavour = {
  suffix: "Args",
  readonly: true,
  property: (type, optional) => (optional ? `?: Argument<${type}>` : `: pulumi.Input<${type}>`),
  list: (element) => `readonly pulumi.Input<${element}>[]`,
  entries: (entry) => `Readonly<Record<string, Argument<${entry}>>>`,
};

/** What the server says: any field may be `null` or, on another release, missing. */
export const entity: Flavour = {
  suffix: "Entity",
  readonly: false,
  property: (type, optional) => (optional ? `?: ${type} | null | undefined` : `: ${type}`),
  list: (element) => `${inBrackets(element)}[]`,
  entries: (entry) => `Record<string, ${entry}>`,
};
