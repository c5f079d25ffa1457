import type { Declaration, Undeclarable } from "./declaration";
import { INDENT, LINE, object, quoted, visible } from "./literal";
import type { Names } from "./names";

/** A key as a part of a program. */
export type Item = Names & { readonly clientId: string } & (Declaration | Undeclarable);

/** What every program begins with. */
export function head(url: string): string {
  return (
    `// Api keys of ${visible(url)}, written by pulumi-otoroshi import.\n` +
    "// The first pulumi up adopts the keys unchanged. From then on, this program manages them.\n" +
    'import { ApiKey } from "pulumi-otoroshi";\n'
  );
}

/**
 * A key as TypeScript, in the form that Prettier gives it by default: its declaration, below what the
 * declaration does not say, or comments that say why it has none.
 */
export function statement(item: Item): string {
  if ("reason" in item) {
    return comment(`Api key ${quoted(item.clientId)} is not declared: ${item.reason}`);
  }
  return item.remarks.map(comment).join("") + declaration(item);
}

function declaration({ variable, resource, args }: Names & Declaration): string {
  const start = `const ${variable} = new ApiKey(`;
  const name = quoted(resource);
  const line = `${start}${name}, {`;
  if (line.length <= LINE) return `${start}${name}, ${object(args, "")});\n`;
  return `${start}\n${INDENT}${name},\n${INDENT}${object(args, INDENT)},\n);\n`;
}

function comment(text: string): string {
  return `// ${visible(text)}\n`;
}
