import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { installInto } from "../engine/package";
import { root } from "../reference/documentation";

const execute = promisify(execFile);

/** What came of a program. */
export interface Outcome {
  /** How many resources were registered. */
  readonly registered: number;
  /** What the provider's `create` is in the engine's host: `function` where it was found. */
  readonly served: readonly string[];
  readonly errors: readonly string[];
  readonly printed: string;
}

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

  /** Puts a copy of the SDK into a folder's node_modules. */
  async installSdk(folder: string): Promise<void> {
    const target = join(this.folder, folder, "node_modules", "@pulumi", "pulumi");
    await cp(join(root, "node_modules", "@pulumi", "pulumi"), target, { recursive: true });
  }

  async link(from: string, to: string): Promise<void> {
    await mkdir(dirname(join(this.folder, from)), { recursive: true });
    await symlink(join(this.folder, to), join(this.folder, from));
  }

  /**
   * Runs a program of the project.
   *
   * @param options the folder to run it in, whether an SDK was started, and the package whose SDK it is
   */
  async run(program: string, { folder = ".", started = true, connected = "." } = {}): Promise<Outcome> {
    const { stdout, stderr } = await execute(
      process.execPath,
      [join(__dirname, "run-program.cjs"), program],
      {
        cwd: join(this.folder, folder),
        env: { ...process.env, NODE_OPTIONS: "", STARTED: String(started), CONNECTED: connected },
      },
    );
    const last = stdout.slice(stdout.lastIndexOf("\n") + 1);
    return { ...(JSON.parse(last) as Omit<Outcome, "printed">), printed: stdout + stderr };
  }

  remove(): Promise<void> {
    return rm(this.outer, { recursive: true, force: true });
  }
}
