import type { Flavour } from "./flavour";
import type { Property, Shape } from "./shape";

/** A property of an interface that is to be written. */
export interface Member {
  readonly name: string;
  readonly type: string;
  readonly optional: boolean;
  /** Lines that say what it is; the first is a sentence. */
  readonly comment: readonly string[];
}

/** Names of object types by the property that holds them, where the property's own name says too little. */
const names: Readonly<Record<string, string>> = {
  allowed: "RestrictionPath",
  forbidden: "RestrictionPath",
  notFound: "RestrictionPath",
  authorized_entity: "AuthorizedEntity",
};

const comments: Readonly<Record<string, string>> = {
  RestrictionPath: "Calls by HTTP method and path pattern.",
  ThrottlingStrategyQuota: "The calls that a throttling strategy lets pass.",
  AuthorizedEntity: "The one entity that a path of `restrictions` is for.",
  ThrottlingStrategy: "How calls are throttled: one of Otoroshi's strategies and its settings.",
};

/** Collects interfaces in the order in which they are needed, each once. */
export class Declarations {
  private readonly texts = new Map<string, string>();

  constructor(private readonly flavour: Flavour) {}

  /** All that was declared, as source text. */
  get source(): string {
    return [...this.texts.values()].join("\n");
  }

  /** Declares an interface and gives its name. */
  object(name: string, comment: string, members: readonly Member[], open = false): string {
    const { suffix, readonly } = this.flavour;
    const lines = members.flatMap((one) => [
      commented(one.comment, "  "),
      `  ${readonly ? "readonly " : ""}${one.name}${this.flavour.property(one.type, one.optional)};\n`,
    ]);
    if (open) lines.push("  [name: string]: unknown;\n");
    return this.declare(
      `${name}${suffix}`,
      `${commented([comment])}export interface ${name}${suffix} {\n${lines.join("")}}\n`,
    );
  }

  /** Declares a name for a type. */
  alias(name: string, comment: string, type: string): string {
    return this.declare(name, `${commented([comment])}export type ${name} = ${type};\n`);
  }

  /**
   * The text of a type, its objects declared on the way.
   *
   * @param name the property that holds it
   */
  typeOf(shape: Shape, name: string, within = ""): string {
    const { flavour } = this;
    const own = names[name] ?? `${within}${capital(name)}`;
    switch (shape.kind) {
      case "plain":
        return shape.type;
      case "list":
        return flavour.list(this.typeOf(shape.of, name, within));
      case "entries":
        return flavour.entries(this.typeOf(shape.of, name, within));
      case "object":
        return this.object(own, about(own), this.membersOf(shape.properties, own), shape.open);
      case "union":
        return this.union(shape.of, name, own);
    }
  }

  private union(shapes: readonly Shape[], name: string, own: string): string {
    const types = shapes.map((one) => {
      const id = one.kind === "object" ? literal(one.properties) : undefined;
      if (one.kind !== "object" || id === undefined) return this.typeOf(one, name, own);
      return this.object(id, about(own), this.membersOf(one.properties, own), one.open);
    });
    const text = [...new Set(types)].join(" | ");
    if (!shapes.some((one) => one.kind === "object")) return text;
    return this.alias(`${own}${this.flavour.suffix}`, about(own), text);
  }

  private membersOf(properties: readonly Property[], within: string): Member[] {
    return properties.map(({ name, optional, description, of }) => ({
      name,
      optional,
      type: this.typeOf(of, name, within),
      comment: description === undefined ? [] : [description],
    }));
  }

  private declare(name: string, text: string): string {
    const known = this.texts.get(name);
    if (known !== undefined && known !== text) throw new Error(`two types would be called ${name}`);
    this.texts.set(name, text);
    return name;
  }
}

/** The value of a property that tells the members of a union apart. */
function literal(properties: readonly Property[]): string | undefined {
  const id = properties.find((one) => one.of.kind === "plain" && /^"\w+"$/u.test(one.of.type));
  return id?.of.kind === "plain" ? id.of.type.slice(1, -1) : undefined;
}

function about(name: string): string {
  return comments[name] ?? `Part of \`${name}\`.`;
}

/** A name as a type begins: `rotation` is `Rotation`. */
export function capital(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** A doc comment; what follows the first line stands apart as a list. */
export function commented([first, ...rest]: readonly string[], indent = ""): string {
  if (first === undefined) return "";
  const lines = [...wrapped(first)];
  if (rest.length > 0) lines.push("", ...rest.flatMap((one) => wrapped(`- ${one}`, "  ")));
  if (lines.length === 1) return `${indent}/** ${first} */\n`;
  const starred = lines.map((line) => `${indent} *${line === "" ? "" : ` ${line}`}\n`);
  return `${indent}/**\n${starred.join("")}${indent} */\n`;
}

function wrapped(text: string, indent = ""): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < 100) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(last === undefined ? word : `${indent}${word}`);
  }
  return lines;
}
