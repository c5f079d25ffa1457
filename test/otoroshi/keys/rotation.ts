import { field, flag, long, member, text, type Json, type Long } from "../json/json";

/** Durations are hours. */
export interface Rotation {
  readonly enabled: boolean;
  readonly rotationEvery: Long;
  readonly gracePeriod: Long;
  readonly nextSecret: string | null;
}

const enabled = field(flag, () => false);
const rotationEvery = field(long, () => 31 * 24);
const gracePeriod = field(long, () => 7 * 24);

export function rotation(value: Json | undefined): Rotation {
  return {
    enabled: enabled(member(value, "enabled")),
    rotationEvery: rotationEvery(member(value, "rotationEvery")),
    gracePeriod: gracePeriod(member(value, "gracePeriod")),
    nextSecret: text(member(value, "nextSecret")) ?? null,
  };
}

interface Rotating {
  readonly clientSecret: string;
  readonly rotation: Rotation;
}

/**
 * What calls through the gateway do to a key whose rotation is on (keyRotation in the server's models): the
 * first call of the grace period prepares the next secret, the first one after it makes that the secret.
 */
export function rotated<K extends Rotating>(key: K, newSecret: () => string): K {
  const { nextSecret } = key.rotation;
  return nextSecret === null
    ? { ...key, rotation: { ...key.rotation, nextSecret: newSecret() } }
    : { ...key, clientSecret: nextSecret, rotation: { ...key.rotation, nextSecret: null } };
}
