import * as pulumi from "@pulumi/pulumi";

/**
 * Where the arguments of a resource hold secrets: `clientSecret`, `metadata.token`, `tags[0]`. An output that
 * wraps an object or a list counts for the whole of it. Only the program can tell: the engine hands the
 * provider plain values.
 */
export async function secretPaths(args: object): Promise<string[]> {
  const paths = await Promise.all(
    Object.entries(args).map(([name, value]: [string, unknown]) => pathsIn(value, name)),
  );
  return paths.flat();
}

async function pathsIn(value: unknown, path: string): Promise<string[]> {
  if (pulumi.Output.isInstance(value)) return (await isSecret(value)) ? [path] : [];
  if (value instanceof Promise) return pathsIn(await value.catch(() => undefined), path);
  if (Array.isArray(value)) {
    const paths = await Promise.all(value.map((one: unknown, index) => pathsIn(one, `${path}[${index}]`)));
    return paths.flat();
  }
  // Whatever else it is, the SDK registers an object's own properties.
  if (typeof value !== "object" || value === null || pulumi.Resource.isInstance(value)) return [];
  const paths = await Promise.all(
    Object.entries(value).map(([name, property]) => pathsIn(property, `${path}.${name}`)),
  );
  return paths.flat();
}

/** Whether an output or one inside its value is secret. One that fails fails the resource by itself. */
async function isSecret(value: pulumi.Output<unknown>): Promise<boolean> {
  try {
    return await pulumi.isSecret(value.apply((inner) => pulumi.output(inner)));
  } catch {
    return true;
  }
}
