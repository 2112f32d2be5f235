import { CACHE } from "./cache.ts";
import { output } from "./commands.ts";

/** Nothing of the machine's own lists, status and caches is read or written. */
function configuration(folder: string): string {
  return [
    `Dir::State "${folder}";`,
    `Dir::State::lists "${folder}/lists";`,
    `Dir::State::status "${folder}/status";`,
    `Dir::Cache "${folder}/cache";`,
    `Dir::Etc::sourcelist "${folder}/sources.list";`,
    `Dir::Etc::sourceparts "/dev/null";`,
    `Acquire::Languages "none";`,
    // As root, so that files may lie where the user for downloads may not read.
    `APT::Sandbox::User "root";`,
    "#clear APT::Update::Post-Invoke;",
    "#clear APT::Update::Post-Invoke-Success;",
    "",
  ].join("\n");
}

/**
 * The mirror of Debian that this machine uses.
 *
 * @throws {Error} where the machine is no Debian, or has no lists yet.
 */
export async function debianMirror(): Promise<string> {
  const format = "$(REPO_URI) $(LABEL) $(COMPONENT)";
  const targets = await output("apt-get", [
    ...["indextargets", "--format", format, "Created-By: Packages"],
  ]);
  const lines = targets.split("\n").map((line) => line.split(" "));
  const [mirror] =
    lines.find(([, label, component]) => label === "Debian" && component === "main") ??
      [];
  if (mirror === undefined) throw new Error("apt knows no mirror of Debian here: apt-get update");
  return mirror;
}

/** A suite of Debian that the machine itself need not know, with an apt configuration of its own. */
export class AptSuite {
  readonly #env: Readonly<Record<string, string>>;

  private constructor(config: string) {
    this.#env = { APT_CONFIG: config };
  }

  /** Fetches the lists of the suite. @throws {Error} when it cannot be had. */
  static async open(suite: string): Promise<AptSuite> {
    const mirror = await debianMirror();
    const folder = `${CACHE}/apt/${suite}`;
    await Deno.mkdir(`${folder}/lists/partial`, { recursive: true });
    await Deno.mkdir(`${folder}/cache/archives/partial`, { recursive: true });
    await Deno.writeTextFile(`${folder}/status`, "");
    await Deno.writeTextFile(`${folder}/sources.list`, `deb ${mirror} ${suite} main\n`);
    await Deno.writeTextFile(`${folder}/apt.conf`, configuration(folder));
    const apt = new AptSuite(`${folder}/apt.conf`);
    // A suite that is not there is an error, not a warning.
    await output("apt-get", ["update", "--quiet", "--error-on=any"], { env: apt.#env });
    return apt;
  }

  /** What a package needs, alternatives and versions left out. @throws {Error} when there is none. */
  async dependencies(name: string): Promise<readonly string[]> {
    const text = await output("apt-cache", ["depends", "--important", name], { env: this.#env });
    return [...text.matchAll(/^ *\|?Depends: ([^<\s]+)$/gm)].map(([, needed = ""]) => needed);
  }

  /** Puts packages into a folder. @throws {Error} when one cannot be had. */
  async download(names: readonly string[], folder: string): Promise<void> {
    await output("apt-get", ["download", "--quiet", ...names], { cwd: folder, env: this.#env });
  }
}
