/** The oldest release whose dynamic providers may return `inputs` from `read`, which refresh needs. */
export const OLDEST_PULUMI = "3.216.0";

/**
 * Whether a Pulumi can run the provider.
 *
 * @param version as `pulumi version` prints it, with or without the leading `v`
 * @returns false for what is no version at all
 */
export function isRecentEnough(version: string): boolean {
  const [oldestMajor, oldestMinor] = numbers(OLDEST_PULUMI);
  const [major, minor] = numbers(version);
  return major > oldestMajor || (major === oldestMajor && minor >= oldestMinor);
}

function numbers(version: string): [number, number] {
  const [, major, minor] = /^v?(\d+)\.(\d+)\./u.exec(version) ?? [];
  return [Number(major ?? NaN), Number(minor ?? NaN)];
}
