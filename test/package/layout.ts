import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { installInto } from "../engine/package";
import { root } from "../reference/documentation";
import { runProgram, type Outcome, type RunOptions } from "./run-program";

/** The package itself, which `npm run setup` puts into the repository's node_modules. */
const ITSELF = "pulumi-otoroshi";

/**
 * A folder tree of a project, with packages as a package manager would put them. What the SDK and the package
 * themselves depend on is found in the folder above it, which links to the repository's modules but for the
 * package itself: a project below the repository would find that, whatever its own layout.
 */
export class Layout {
  private constructor(private readonly outer: string) {}

  /** The project's folder. */
  get folder(): string {
    return join(this.outer, "project");
  }

  static async create(): Promise<Layout> {
    const layout = new Layout(await mkdtemp(join(tmpdir(), "pulumi-otoroshi-layout-")));
    const modules = join(layout.outer, "node_modules");
    await mkdir(modules);
    for (const name of await readdir(join(root, "node_modules"))) {
      if (name !== ITSELF) await symlink(join(root, "node_modules", name), join(modules, name));
    }
    await layout.file("package.json", JSON.stringify({ name: "layout", private: true }));
    return layout;
  }

  async file(path: string, text: string): Promise<void> {
    await mkdir(dirname(join(this.folder, path)), { recursive: true });
    await writeFile(join(this.folder, path), text);
  }

  /** Puts a copy of the package, as published, into a folder's node_modules. */
  install(folder = "."): Promise<void> {
    return installInto(join(this.folder, folder));
  }

  /** Puts a copy of the SDK into a folder's node_modules, as of another version if one is given. */
  async installSdk(folder: string, version?: string): Promise<void> {
    const target = join(this.folder, folder, "node_modules", "@pulumi", "pulumi");
    await cp(join(root, "node_modules", "@pulumi", "pulumi"), target, { recursive: true });
    if (version === undefined) return;
    const manifest = join(target, "package.json");
    const text = await readFile(manifest, "utf8");
    await writeFile(manifest, JSON.stringify({ ...(JSON.parse(text) as object), version }));
  }

  async link(from: string, to: string): Promise<void> {
    await mkdir(dirname(join(this.folder, from)), { recursive: true });
    await symlink(join(this.folder, to), join(this.folder, from));
  }

  /** Runs a program of the project, in one of its folders. */
  run(
    program: string,
    { folder = ".", ...options }: RunOptions & { folder?: string } = {},
  ): Promise<Outcome> {
    return runProgram(join(this.folder, folder), program, options);
  }

  remove(): Promise<void> {
    return rm(this.outer, { recursive: true, force: true });
  }
}
