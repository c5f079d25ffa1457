import { z } from "zod";

/** What a zod schema lets pass, as far as a TypeScript type can say it. */
export type Shape =
  | { readonly kind: "plain"; readonly type: string }
  | { readonly kind: "list"; readonly of: Shape }
  | { readonly kind: "entries"; readonly of: Shape }
  | { readonly kind: "union"; readonly of: readonly Shape[] }
  | {
      readonly kind: "object";
      readonly properties: readonly Property[];
      /** Whether it can have further properties. */
      readonly open: boolean;
    };

/** A property of an object. */
export interface Property {
  readonly name: string;
  readonly optional: boolean;
  readonly description: string | undefined;
  readonly of: Shape;
}

interface Schema {
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly items?: Schema;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
}

/** What a schema lets pass, before it transforms anything. */
export function shapeOf(schema: z.ZodType): Shape {
  const json = z.toJSONSchema(schema, {
    io: "input",
    reused: "inline",
    unrepresentable: "any",
    override: ({ zodSchema, jsonSchema }) => {
      if (zodSchema._zod.def.type === "bigint") (jsonSchema as { type: string }).type = "bigint";
    },
  });
  return read(json as Schema);
}

function read(schema: Schema): Shape {
  const alternatives = schema.anyOf ?? schema.oneOf;
  if (alternatives !== undefined) return { kind: "union", of: alternatives.map(read) };
  const values = schema.enum ?? (schema.const === undefined ? undefined : [schema.const]);
  if (values !== undefined) return plain(values.map((value) => JSON.stringify(value)).join(" | "));
  if (Array.isArray(schema.type)) {
    return { kind: "union", of: schema.type.map((type: string) => read({ ...schema, type })) };
  }
  switch (schema.type) {
    case "integer":
      return plain("number");
    case "array":
      return { kind: "list", of: read(schema.items ?? {}) };
    case "object":
      return readObject(schema);
    default:
      return plain(String(schema.type ?? "unknown"));
  }
}

function readObject({ properties = {}, required = [], additionalProperties = false }: Schema): Shape {
  const names = Object.entries(properties);
  if (names.length === 0 && additionalProperties !== false) {
    return { kind: "entries", of: read(additionalProperties === true ? {} : additionalProperties) };
  }
  return {
    kind: "object",
    open: additionalProperties !== false,
    properties: names.map(([name, property]) => ({
      name,
      optional: !required.includes(name),
      description: property.description,
      of: read(property),
    })),
  };
}

function plain(type: string): Shape {
  return { kind: "plain", type };
}
