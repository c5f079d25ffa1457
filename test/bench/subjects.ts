/** A provider that the benchmark measures: the program that declares its keys. */
export interface Subject {
  readonly name: "floor" | "fields" | "usual" | "ours";
  /** The source of a program that declares `keys` keys; `revision` says what they are, `first` the first one. */
  program(keys: number, declared: Declared, revision: number, first: number): string;
}

/** What the keys are declared with: a few arguments, or every field that a key has on the server. */
export type Declared = "few" | "all";

/** Fields at the server's defaults, source of an object. */
const defaults = `{
  enabled: true,
  readOnly: false,
  allowClientIdOnly: false,
  constrainedServicesOnly: false,
  throttlingQuota: 10000000,
  monthlyQuota: 10000000,
  restrictions: { enabled: false, allowLast: true, allowed: [], forbidden: [], notFound: [] },
  rotation: { enabled: false, rotationEvery: 744, gracePeriod: 168 },
  tenant: "default",
  teams: ["default"],
}`;

/** What every key is declared with; the first one can be at another revision than the others. */
function declarations(keys: number, declared: Declared, revision: number, first: number): string {
  return `
const keys = Array.from({ length: ${String(keys)} }, (_, index) => ({
  ${declared === "all" ? `...${defaults},` : ""}
  clientId: "bench-" + index,
  clientName: "bench-" + index,
  description: "revision " + (index === 0 ? ${String(first)} : ${String(revision)}),
  dailyQuota: 1000,
  metadata: { owner: "team-" + (index % 10), environment: "production" },
  tags: ["bench", "batch"],
}));`;
}

const scope = 'groupId: "bench"';

/**
 * A dynamic provider that does nothing: what the engine and its backend cost by themselves.
 *
 * @param outs source of what a key's state holds, made from `inputs`
 */
const idle = (outs: string): string => `
class Idle extends pulumi.dynamic.Resource {
  constructor(name, args, opts) {
    const provider = {
      async create(inputs) { return { id: inputs.clientId, outs: ${outs} }; },
      async diff() { return {}; },
      async read(id, props) { return { id, props }; },
      async update(id, olds, inputs) { return { outs: ${outs} }; },
      async delete() {},
    };
    super(provider, name, args, opts);
  }
}`;

/** What a key's state holds besides what the benchmark's program declares. */
const serverFields = `{
  clientSecret: "0123456789012345678901234567890123456789012345678901234567890123",
  authorizedEntities: ["group_bench"],
  ...${defaults},
  ...inputs,
}`;

/**
 * A dynamic provider as people write it from the documentation's example: a class captured by value, a GET
 * for a read, a PUT of the whole body for an update, the credentials in the closure.
 */
const usual = `
const config = new pulumi.Config("otoroshi");
const url = config.require("url");
const headers = {
  "Content-Type": "application/json",
  "Otoroshi-Client-Id": config.require("clientId"),
  "Otoroshi-Client-Secret": config.require("clientSecret"),
};

class ApiKeyProvider {
  async request(method, path, body) {
    const response = await fetch(url + path, { method, headers, body: body && JSON.stringify(body) });
    if (!response.ok) throw new Error(method + " " + path + " failed: " + response.status + " " + (await response.text()));
    return response.json();
  }
  body({ groupId, ...rest }) {
    return { ...rest, authorizedEntities: ["group_" + groupId] };
  }
  async create(inputs) {
    const created = await this.request("POST", "/api/groups/" + inputs.groupId + "/apikeys", this.body(inputs));
    return { id: created.clientId, outs: { ...inputs, ...created } };
  }
  async read(id, props) {
    const live = await this.request("GET", "/api/groups/" + props.groupId + "/apikeys/" + id);
    return { id, props: { ...props, ...live } };
  }
  async diff(id, olds, news) {
    const names = ["clientName", "description", "dailyQuota", "metadata", "tags"];
    return { changes: names.some((name) => JSON.stringify(olds[name]) !== JSON.stringify(news[name])) };
  }
  async update(id, olds, news) {
    const body = { ...this.body(news), clientSecret: olds.clientSecret };
    const updated = await this.request("PUT", "/api/groups/" + news.groupId + "/apikeys/" + id, body);
    return { outs: { ...news, ...updated } };
  }
  async delete(id, props) {
    await this.request("DELETE", "/api/groups/" + props.groupId + "/apikeys/" + id);
  }
}

class UsualApiKey extends pulumi.dynamic.Resource {
  constructor(name, args, opts) {
    super(new ApiKeyProvider(), name, { clientSecret: undefined, ...args }, opts);
  }
}`;

function subject(name: Subject["name"], classes: string, resource: string): Subject {
  return {
    name,
    program: (keys, declared, revision, first) =>
      `${classes}\n${declarations(keys, declared, revision, first)}\nfor (const key of keys) new ${resource}(key.clientId, { ${scope}, ...key });\n`,
  };
}

/**
 * The floor, the floor with all that a key is on the server (the engine spends its time by the property),
 * the usual way, and this provider.
 */
export const subjects: readonly Subject[] = [
  subject("floor", idle("inputs"), "Idle"),
  subject("fields", idle(serverFields), "Idle"),
  subject("usual", usual, "UsualApiKey"),
  subject("ours", "", "ApiKey"),
];
