import { readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import type { ErrorCode } from "../../provider/client/otoroshi-error";
import { root } from "./documentation";

/** Where the reference of the client stands. */
export const clientFile = join(root, "docs", "client.md");

/** What each code of `OtoroshiError` means, and what a person or a program does about it. */
const codes: Readonly<Record<ErrorCode, readonly [means: string, todo: string]>> = {
  unauthorized: [
    "The credentials are missing, wrong, or have no right to the operation.",
    'Check `clientId` and `clientSecret`. With `setting: "tenant"`: set `tenant` to the one that the admin key\'s rights are for. The server may also be read-only.',
  ],
  "not-found": [
    "Something is not there; `missing` says what.",
    "`api-key`: somebody deleted it. `api-key-in-scope`: somebody moved it. `scope`: create the group, service, route or API first. `endpoint`: this Otoroshi does not know the operation.",
  ],
  "already-exists": [
    "There is a key of this `clientId`, or an old server would have overwritten one (`lookFirst`).",
    "Choose another `clientId`, update that key, or declare `adopt: true` in a program.",
  ],
  invalid: [
    "The server refused the content, or a setting or an argument cannot be used. Nothing was written.",
    "Correct what the message names. Repeating does not help.",
  ],
  throttled: [
    "The server granted no request for two minutes, or asked to come back later than that.",
    "Try again later, or raise Otoroshi's limit for the address.",
  ],
  unavailable: [
    "The server cannot be reached, or its gateway could not answer.",
    "With `transient`: try again. Otherwise look at the setting that `setting` names: url, scheme, certificate, host name, proxy.",
  ],
  timeout: [
    "No answer within `requestTimeout` seconds, all attempts together.",
    "Try again, or raise `requestTimeout`. With `uncertain` the server may have carried the request out.",
  ],
  unexpected: [
    "Something answered that is not Otoroshi as this program knows it: a proxy, another service, a redirect.",
    "Check the `url` and what stands on the way. Nothing is believed of such an answer.",
  ],
};

function sourceOf(file: string): ts.SourceFile {
  const path = join(root, "provider", file);
  return ts.createSourceFile(path, readFileSync(path, "utf8"), ts.ScriptTarget.Latest, true);
}

function declaration(file: string, name: string): ts.ClassDeclaration | ts.InterfaceDeclaration {
  const found = sourceOf(file).statements.find(
    (one): one is ts.ClassDeclaration | ts.InterfaceDeclaration =>
      (ts.isClassDeclaration(one) || ts.isInterfaceDeclaration(one)) && one.name?.text === name,
  );
  if (found === undefined) throw new Error(`provider/${file} declares no ${name}`);
  return found;
}

function comment(node: ts.Node): string {
  const [doc] = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc);
  return (ts.getTextOfJSDocComment(doc?.comment) ?? "").replace(/\s+/gu, " ");
}

/** A method's head on one line, without its body. */
function signature(node: ts.MethodDeclaration): string {
  const text = node.getText();
  const head = node.body === undefined ? text : text.slice(0, node.body.getStart() - node.getStart());
  return head
    .replace(/^(async|static) /u, "")
    .replace(/\s+/gu, " ")
    .replace(/\( /gu, "(")
    .replace(/, \)/gu, ")")
    .trim();
}

function tagLines(node: ts.Node): string[] {
  return ts.getJSDocTags(node).map((tag) => {
    const text = (ts.getTextOfJSDocComment(tag.comment) ?? "").replace(/\s+/gu, " ").replace(/^- /u, "");
    const label = ts.isJSDocParameterTag(tag) ? `\`${tag.name.getText()}\`` : tag.tagName.text;
    return `- ${label}: ${text}`;
  });
}

function methodLines(name: string): string[] {
  return declaration("client/api-keys-api.ts", name).members.flatMap((member) => {
    const isPublic = ts.isMethodDeclaration(member) && !ts.isPrivateIdentifier(member.name);
    if (!isPublic) return [];
    return [`### \`${signature(member)}\``, "", comment(member), "", ...tagLines(member), ""];
  });
}

function memberTable(file: string, name: string): string[] {
  const members = declaration(file, name).members;
  const rows = [...members].flatMap((member) => {
    if (!(ts.isPropertySignature(member) || ts.isPropertyDeclaration(member)) || comment(member) === "")
      return [];
    const type = member.type?.getText().replace(" | undefined", "").replace(/\|/gu, "\\|") ?? "";
    return [
      `| \`${member.name.getText()}${member.questionToken ? "?" : ""}\` | \`${type}\` | ${comment(member)} |`,
    ];
  });
  return ["| property | type | meaning |", "| --- | --- | --- |", ...rows, ""];
}

/** The reference of the client, made from its declarations. */
export function clientReference(): string {
  return [
    "# The client",
    "",
    "Made by `npm run reference` from the declarations in `provider/client`.",
    "",
    "`ApiKeysApi` is Otoroshi's admin API for api keys. `pulumi-otoroshi/client` exports it without the Pulumi SDK.",
    "",
    "```ts",
    'import { ApiKeysApi } from "pulumi-otoroshi/client";',
    "",
    'const api = new ApiKeysApi({ url: "https://otoroshi-api.example.com", clientId: "...", clientSecret: "..." });',
    'const key = await api.patch({ groupId: "payments" }, "billing-id", [',
    '  { op: "replace", path: "/enabled", value: false },',
    "]);",
    "```",
    "",
    comment(declaration("client/api-keys-api.ts", "ApiKeysApi")),
    "",
    "A scope is `{ groupId }`, `{ serviceId }`, `{ routeId }` or `{ apiId }`.",
    "",
    "## `Connection`",
    "",
    ...memberTable("client/connection.ts", "Connection"),
    "## Operations",
    "",
    ...methodLines("ApiKeysApi"),
    "## `OtoroshiError`",
    "",
    comment(declaration("client/otoroshi-error.ts", "OtoroshiError")),
    "",
    ...memberTable("client/otoroshi-error.ts", "OtoroshiError"),
    "### Codes",
    "",
    "| code | what happened | what to do |",
    "| --- | --- | --- |",
    ...Object.entries(codes).map(([code, [means, todo]]) => `| \`${code}\` | ${means} | ${todo} |`),
    "",
  ].join("\n");
}
