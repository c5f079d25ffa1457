import { startOtoroshi, type ApiKey, type EmbeddedOtoroshi, type OtoroshiOptions } from "../otoroshi";
import { adminClient, type Client, type Reply } from "./admin-client";

/** The server of the running test, and a client with the admin's credentials. */
export interface Server {
  readonly otoroshi: EmbeddedOtoroshi;
  readonly call: Client;
}

/** Has a server of these options before every test of a suite and ends it after each. */
export function server(options: () => OtoroshiOptions = () => ({})): Server {
  let otoroshi: EmbeddedOtoroshi;
  beforeEach(async () => {
    otoroshi = await startOtoroshi(options());
  });
  afterEach(() => otoroshi.close());
  return {
    get otoroshi() {
      return otoroshi;
    },
    call: (...request) => adminClient(otoroshi.url)(...request),
  };
}

/** Starts servers one by one, each with its own options, and ends what a test left running. */
export function servers(): (options?: OtoroshiOptions) => Promise<Server> {
  const running: EmbeddedOtoroshi[] = [];
  afterEach(async () => {
    await Promise.all(running.splice(0).map((otoroshi) => otoroshi.close()));
  });
  return async (options) => {
    const otoroshi = await startOtoroshi(options);
    running.push(otoroshi);
    return { otoroshi, call: adminClient(otoroshi.url) };
  };
}

export const key = ({ body }: Reply): ApiKey => body as ApiKey;

/** A key of group g1 named `k`, created like any client would. */
export async function created({ call }: Server, fields: Record<string, unknown> = {}): Promise<ApiKey> {
  const body = { clientId: "k", clientSecret: "s", clientName: "n", ...fields };
  return key(await call("POST", "/api/groups/g1/apikeys", body));
}
