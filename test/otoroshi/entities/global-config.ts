import { Thrown } from "../editions/edition";
import { ok, thrown, type Answer } from "../gateway/answers";
import { reads, writes, type Handler, type Route } from "../gateway/exchange";
import { flag, member, type Json } from "../json/json";
import type { World } from "../world";

/** What api keys have to do with of the server's global configuration; the real one has a hundred members more. */
export interface GlobalConfig {
  /** Whether the admin API refuses everything but GET. */
  readonly apiReadOnly: boolean;
}

const AT = "/api/globalconfig";

export function globalConfigRoutes(world: World): Route[] {
  const store = (source: Json): Answer => {
    world.config = { apiReadOnly: flag(member(source, "apiReadOnly")) ?? world.config.apiReadOnly };
    return ok({ done: true });
  };

  const patch: Handler = ({ body }) => {
    const document = world.edition.patch({ ...world.config }, body);
    return document instanceof Thrown ? thrown(document.exception) : store(document);
  };

  return [
    reads("GET", AT, () => ok(world.config)),
    writes("PUT", AT, ({ body = null }) => store(body)),
    writes("PATCH", AT, patch),
  ];
}
