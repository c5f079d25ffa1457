import type { ApiKeyEntity } from "../../provider/client/entities";

/** A key as Otoroshi 17 answers it when it was created in group g1 with a name only. */
export function liveKey(changes: Record<string, unknown> = {}): ApiKeyEntity {
  return {
    _loc: { tenant: "default", teams: ["default"] },
    clientId: "billing-id",
    clientSecret: "live-secret",
    clientName: "billing",
    description: "",
    authorizedGroup: "g1",
    authorizedEntities: ["group_g1"],
    authorizations: [{ kind: "group", id: "g1" }],
    enabled: true,
    readOnly: false,
    allowClientIdOnly: false,
    throttlingStrategy: null,
    throttlingQuota: 10000000,
    dailyQuota: 10000000,
    monthlyQuota: 10000000,
    constrainedServicesOnly: false,
    restrictions: { enabled: false, allowLast: true, allowed: [], forbidden: [], notFound: [] },
    rotation: { enabled: false, rotationEvery: 744, gracePeriod: 168, nextSecret: null },
    validUntil: null,
    tags: [],
    metadata: {},
    ...changes,
  };
}

/** The entity fields of a key that opens these. */
export function opening(...entities: string[]): Record<string, unknown> {
  return {
    authorizedEntities: entities,
    authorizations: entities.map((entity) => {
      const [kind = "", ...id] = entity.split("_");
      return { kind, id: id.join("_") };
    }),
    authorizedGroup: entities.find((entity) => entity.startsWith("group_"))?.slice("group_".length) ?? null,
  };
}
