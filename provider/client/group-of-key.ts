import { scopeEntityPath, scopeOperation, scopePath, type Scope } from "../model/scope";
import type { AdminApi } from "./admin-api";
import { group, service, type Expected } from "./answers";
import type { ApiKeyEntity, GroupEntity } from "./entities";
import { isOtoroshiError, OtoroshiError } from "./otoroshi-error";
import { describeSubject, type Subject } from "./subject";

/**
 * Finds the group of a service's key: by the endpoint of 1.4 or, where that is gone, from the service and the
 * key.
 */
export class GroupOfKey {
  #endpoint = true;

  constructor(
    private readonly admin: AdminApi,
    private readonly get: (scope: Scope, clientId: string) => Promise<ApiKeyEntity>,
  ) {}

  async find(subject: Subject): Promise<GroupEntity> {
    const { scope, clientId } = subject as Subject & { scope: Scope; clientId: string };
    if (this.#endpoint) {
      const path = `${scopePath(scope)}/${encodeURIComponent(clientId)}/group`;
      try {
        return await this.admin.send(subject, { method: "GET", path }, group);
      } catch (error) {
        if (!isOtoroshiError(error, "not-found") || error.missing !== "endpoint") throw error;
        this.#endpoint = false;
      }
    }
    const [apiKey, { groups }] = await Promise.all([
      this.get(scope, clientId),
      this.#read(subject, scope, service),
    ]);
    const authorized = new Set(apiKey.authorizedEntities ?? []);
    const groupId = groups.find((one) => authorized.has(`group_${one}`)) ?? groups[0];
    if (groupId !== undefined) return this.#read(subject, { groupId }, group);
    throw new OtoroshiError(
      `${describeSubject(subject)}: its service does not belong to a group (api_key_group).`,
      {
        code: "not-found",
        missing: "scope",
        operation: subject.operation,
      },
    );
  }

  /** Reads a scope itself. */
  #read<T>(subject: Subject, scope: Scope, expected: Expected<T>): Promise<T> {
    const reading = { ...subject, scope, clientId: undefined, operation: scopeOperation(scope) };
    return this.admin.send(reading, { method: "GET", path: scopeEntityPath(scope) }, expected);
  }
}
