import assert from "node:assert/strict";
import { startOtoroshi } from "../otoroshi";
import { adminClient } from "./admin-client";
import { server } from "./server";

const KEYS = "/api/groups/g1/apikeys";

describe("the lists of the embedded Otoroshi", () => {
  const embedded = server();
  const { call } = embedded;

  beforeEach(() => {
    embedded.otoroshi.keys.set("a", { clientName: "one", authorizedEntities: ["group_g1"] });
    embedded.otoroshi.keys.set("b", {
      clientName: "two",
      authorizedEntities: ["group_g1", "group_g2"],
      enabled: false,
    });
    embedded.otoroshi.keys.set("c", { clientName: "two", authorizedEntities: ["group_g1"] });
    embedded.otoroshi.keys.set("d", { clientName: "elsewhere", authorizedEntities: ["group_g3"] });
  });

  async function ids(path: string): Promise<string[]> {
    return ((await call("GET", path)).body as { clientId: string }[]).map(({ clientId }) => clientId);
  }

  it("ignore the page of a scope unless there is a filter", async () => {
    assert.deepEqual(await ids(`${KEYS}?page=2&pageSize=1`), ["a", "b", "c"]);
    assert.deepEqual(await ids(`${KEYS}?page=2&pageSize=1&name=two`), ["c"]);
    assert.deepEqual(await ids(`${KEYS}?page=9&pageSize=1&name=two`), []);
  });

  it("take every filter of a scope as an alternative", async () => {
    assert.deepEqual(await ids(`${KEYS}?clientId=a&group=g2`), ["a", "b"]);
    assert.deepEqual(await ids(`${KEYS}?enabled=false`), ["b"]);
    assert.deepEqual(await ids(`${KEYS}?enabled=TRUE&clientId=b`), ["a", "b", "c"]);
    assert.deepEqual(await ids(`${KEYS}?unknown=x`), ["a", "b", "c"]);
  });

  it("count the pages of all keys before they filter", async () => {
    assert.deepEqual(await ids("/api/apikeys?page=2&pageSize=2"), ["c", "d"]);
    assert.deepEqual(await ids("/api/apikeys?page=2&pageSize=2&name=two"), ["c"]);
    assert.deepEqual(await ids("/api/apikeys?filter.clientName=two&filter.enabled=true"), ["c"]);
  });

  it("answer what they cannot read as if nobody had logged in", async () => {
    const page = await call("GET", `${KEYS}?page=x`);
    assert.deepEqual(
      [page.status, page.body],
      [401, { error: `You're not authorized - GET ${KEYS}?page=x` }],
    );
    const enabled = await call("GET", `${KEYS}?enabled=yes`);
    assert.deepEqual(enabled.body, {
      error: 'Server error : java.lang.IllegalArgumentException: For input string: "yes"',
    });
    assert.equal((await call("GET", "/api/groups?filter.colour=red")).status, 401);
    assert.equal((await call("GET", "/api/groups?page=one")).status, 401);
  });

  it("show a service the keys of its groups and its own", async () => {
    embedded.otoroshi.keys.set("e", { authorizedEntities: ["service_s1"] });
    assert.deepEqual(await ids("/api/services/s1/apikeys"), ["a", "b", "c", "e"]);
    assert.deepEqual(await ids("/api/services/s2/apikeys"), ["b"]);
  });

  it("carry the admin key only on a server that lists it", async () => {
    const real = await startOtoroshi({ adminKeyListed: true });
    const { body } = await adminClient(real.url)("GET", "/api/groups/admin-api-group/apikeys");
    await real.close();
    assert.deepEqual(
      (body as { clientId: string }[]).map(({ clientId }) => clientId),
      ["admin-api-apikey-id"],
    );
    assert.deepEqual(await ids("/api/apikeys"), ["a", "b", "c", "d"]);
  });
});
