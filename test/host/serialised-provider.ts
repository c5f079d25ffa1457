import * as pulumi from "@pulumi/pulumi";
import { ApiKey } from "../../provider";

/** What an `ApiKey` really registers as `__provider`, taken from a program run with the SDK's mocks. */
export async function serialisedProvider(): Promise<string> {
  let provider = "";
  await pulumi.runtime.setMocks({
    call: () => ({}),
    newResource: ({ inputs, name }) => {
      provider = (inputs as { __provider: string }).__provider;
      return { id: name, state: inputs as object };
    },
  });
  const key = new ApiKey("any", { groupId: "any" });
  await new Promise((resolve) => key.id.apply(resolve));
  return provider;
}
