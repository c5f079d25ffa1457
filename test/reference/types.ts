import { join } from "node:path";
import type { Row } from "../../provider/model/fields";
import { isEntries, isGroup, rows } from "../../provider/model/attributes";
import { scopeArguments } from "../../provider/model/scope";
import { capital, commented, Declarations, type Member } from "./declarations";
import { facts, meaning, root, settings } from "./documentation";
import { argument, entity, value, type Flavour } from "./flavour";
import { shapeOf, type Shape } from "./shape";

/** A file of types, and where it stands. */
export interface TypesFile {
  readonly path: string;
  readonly source: string;
}

const madeBy =
  "// Made by `npm run reference` from the table in provider/model/fields.ts: change that, not this.\n";

/** What every key has. */
const identity = new Set(["clientId", "clientSecret", "clientName"]);

/** Arguments that can be said in more ways than their values are. */
const furtherForms: Readonly<Record<string, string>> = {
  authorizedEntities: "readonly (pulumi.Input<string | Scope> | ScopeInputs)[]",
};

/** Outputs of which the argument has other forms. */
const values: Readonly<Record<string, Shape>> = {
  authorizedEntities: { kind: "list", of: { kind: "plain", type: "string" } },
};

/** The interfaces of an api key's values, of the results of functions and of the server's JSON. */
function model(): string {
  const results = new Declarations(value);
  const entities = new Declarations(entity);
  const fieldsOf = membersOf(results, value);
  results.object(
    "ApiKeyResult",
    "An existing api key, under the names of `ApiKey`'s arguments.",
    fieldsOf.map((member) => ({ ...member, optional: !identity.has(member.name) })),
  );
  entities.object(
    "ApiKey",
    "An api key as the server tells it. Older servers leave fields out, newer ones add some; times are epoch " +
      "milliseconds. `authorizedEntities`, `authorizations` and `authorizedGroup` say the same three times.",
    [...entityMembers(entities), ...repeated],
    true,
  );
  return `${madeBy}\n${results.source}\n${entities.source}`;
}

const repeated: readonly Member[] = [
  { name: "authorizations", type: "{ kind: string; id: string }[]", optional: true, comment: [] },
  { name: "authorizedGroup", type: "string", optional: true, comment: [] },
];

/** The interfaces of what a program declares a key with, and of its outputs. */
function resource(): string {
  const args = new Declarations(argument);
  const members = membersOf(args, argument);
  args.object("ApiKeyField", "What an `ApiKey` is declared with, its scope aside.", [
    ...behaviour().map(({ name, type, text }) => ({ name, type, optional: true, comment: [text] })),
    ...members.map((one) => ({ ...one, optional: true })),
  ]);
  const results = new Declarations(value);
  const named = [
    ...new Set(membersOf(results, value).flatMap(({ type }) => type.match(/\b[A-Z]\w+/gu) ?? [])),
  ]
    .filter((name) => name !== "Record")
    .sort();
  return `${madeBy}
import type * as pulumi from "@pulumi/pulumi";
import type { ${named.join(", ")} } from "../model/api-key";
import type { Scope } from "../model/scope";
import type { Argument, ScopeInputs } from "./scope-args";

${args.source}
${commented(["What an `ApiKey` is declared with. What is declared is managed; what never was is never touched."])}export type ApiKeyArgs = ApiKeyFieldArgs & ScopeInputs;

${outputs()}`;
}

function outputs(): string {
  const results = new Declarations(value);
  const lines = [
    ...[...settings].map(([name, { text, type }]) => ({
      name,
      comment: [text],
      type: `${writable(type)} | undefined`,
    })),
    ...membersOf(results, value).map((one) => ({
      ...one,
      type: one.optional ? `${one.type} | undefined` : one.type,
    })),
  ].map(
    ({ name, comment, type }) => `${commented(comment, "  ")}  readonly ${name}: pulumi.Output<${type}>;\n`,
  );
  return `${commented(["What an `ApiKey` is on the server, and the other arguments as they were declared."])}export interface ApiKeyOutputs {\n${lines.join("")}}\n`;
}

function writable(type = "unknown"): string {
  return type.replace(/^readonly /u, "");
}

/** The settings that are not the scope. */
function behaviour(): { name: string; type: string; text: string }[] {
  return [...settings]
    .filter(([name]) => !(scopeArguments as readonly string[]).includes(name))
    .map(([name, { type = "unknown", text }]) => ({ name, type, text }));
}

/** The ways to say a scope: exactly one of its arguments. */
function scopes(): string {
  const union = (type: string): string =>
    scopeArguments
      .map((given) => {
        const properties = scopeArguments.map((name) =>
          name === given
            ? `${commented([settings.get(name)?.text ?? ""], "  ")}  readonly ${name}: ${type};\n`
            : `  readonly ${name}?: null | undefined;\n`,
        );
        return `  | {\n${properties.join("")}}\n`;
      })
      .join("");
  return `${madeBy}
import type * as pulumi from "@pulumi/pulumi";

/** An argument: a value, a promise of one or an output. \`null\` and \`undefined\` are as good as none. */
export type Argument<T> = pulumi.Input<T | null | undefined> | null | undefined;

/** The id of a scope. The type of an output may say that it can be nothing, as that of another \`ApiKey\`'s does. */
export type ScopeId = string | Promise<string> | pulumi.OutputInstance<string | null | undefined>;

/** A scope, exactly one of ${scopeArguments.join(", ")}. */
export type ScopeArgs =
${union("string")};

/** A scope of which the id may be an output. */
export type ScopeInputs =
${union("ScopeId")};

/** No scope. */
export interface NoScope {
${scopeArguments.map((name) => `  readonly ${name}?: null | undefined;\n`).join("")}}
`;
}

/** The rows of the table as members; optional are those of which a key can have none. */
function membersOf(declarations: Declarations, flavour: Flavour): Member[] {
  return [...rows].map(([name, row]): Member => {
    const further = flavour === argument ? furtherForms[name] : undefined;
    if (isGroup(row)) {
      const parts = Object.entries(row.group).map(([part, field]): Member => ({
        name: part,
        type: declarations.typeOf(shapeOf(field.kind.schema), part, capital(name)),
        optional: true,
        comment: [meaning(`${name}.${part}`), ...facts(field)],
      }));
      const type = declarations.object(capital(name), meaning(name), parts);
      return { name, type, optional: false, comment: [`${meaning(name)} Each part is managed on its own.`] };
    }
    const type =
      further ?? declarations.typeOf(flavour === value ? valueShape(name, row) : argumentShape(row), name);
    return { name, type, optional: canBeNone(row), comment: [meaning(name), ...facts(row)] };
  });
}

function argumentShape(row: Exclude<Row, { group: unknown }>): Shape {
  if (isEntries(row)) return { kind: "entries", of: shapeOf(row.entries.schema) };
  return shapeOf(row.kind.schema);
}

function valueShape(name: string, row: Exclude<Row, { group: unknown }>): Shape {
  return values[name] ?? argumentShape(row);
}

function canBeNone(row: Row): boolean {
  return "initial" in row && row.initial === null;
}

/** The rows as the server writes them; several can share an object, such as `_loc`. */
function entityMembers(declarations: Declarations): Member[] {
  const members = new Map<string, Member>();
  for (const [name, row] of rows) {
    const [place = name, inner] = isEntries(row) || isGroup(row) ? [name] : (row.path ?? [name]);
    const type = liveType(declarations, name, row);
    const before = members.get(place)?.type.slice(1, -1) ?? "";
    members.set(place, {
      name: place,
      type: inner === undefined ? type : `{${before} ${inner}?: ${type} | null | undefined; }`,
      optional: !identity.has(name),
      comment: inner === undefined ? [meaning(name)] : [],
    });
  }
  return [...members.values()];
}

function liveType(declarations: Declarations, name: string, row: Row): string {
  if (isEntries(row)) return declarations.typeOf({ kind: "entries", of: shapeOf(row.entries.live) }, name);
  if (!isGroup(row)) return declarations.typeOf(shapeOf(row.kind.live), name);
  const parts = Object.entries(row.group).map(([part, field]) => ({
    name: part,
    type: declarations.typeOf(shapeOf(field.kind.live), part, capital(name)),
    optional: true,
    comment: [meaning(`${name}.${part}`)],
  }));
  return declarations.object(capital(name), meaning(name), parts, true);
}

/** The files of types that are made from the table. */
export function typesFiles(): TypesFile[] {
  const at = (path: string, source: string): TypesFile => ({ path: join(root, "provider", path), source });
  return [
    at("model/api-key.ts", model()),
    at("resource/scope-args.ts", scopes()),
    at("resource/api-key-args.ts", resource()),
  ];
}
