import { CACHE } from "./cache.ts";
import { output } from "./commands.ts";
import { Unavailable } from "./unavailable.ts";

/** Nothing of the machine's own lists, status and caches is read or written. */
function configuration(folder: string, architecture: string): string {
  return [
    `APT::Architecture "${architecture}";`,
    `APT::Architectures { "${architecture}"; };`,
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
 * @throws {Unavailable} where the machine is no Debian, or has no lists yet.
 */
export async function debianMirror(): Promise<string> {
  const format = "$(REPO_URI) $(LABEL) $(COMPONENT)";
  const asked = ["indextargets", "--format", format, "Created-By: Packages"];
  const targets = await Unavailable.unless(output("apt-get", asked));
  const lines = targets.split("\n").map((line) => line.split(" "));
  const [mirror] =
    lines.find(([, label, component]) => label === "Debian" && component === "main") ??
      [];
  if (mirror === undefined) {
    throw new Unavailable("apt knows no mirror of Debian here: apt-get update");
  }
  return mirror;
}

/** A suite of Debian that the machine itself need not know, with an apt configuration of its own. */
export class AptSuite {
  readonly #env: Readonly<Record<string, string>>;

  private constructor(config: string) {
    this.#env = { APT_CONFIG: config };
  }

  /** Fetches the lists of the suite. @throws {Unavailable} */
  static async open(suite: string, architecture: string): Promise<AptSuite> {
    const mirror = await debianMirror();
    const folder = `${CACHE}/apt/${suite}-${architecture}`;
    await Deno.mkdir(`${folder}/lists/partial`, { recursive: true });
    await Deno.mkdir(`${folder}/cache/archives/partial`, { recursive: true });
    await Deno.writeTextFile(`${folder}/status`, "");
    await Deno.writeTextFile(`${folder}/sources.list`, `deb ${mirror} ${suite} main\n`);
    await Deno.writeTextFile(`${folder}/apt.conf`, configuration(folder, architecture));
    const apt = new AptSuite(`${folder}/apt.conf`);
    // A suite that is not there is an error, not a warning.
    await apt.#ask("apt-get", ["update", "--quiet", "--error-on=any"]);
    return apt;
  }

  /** What a package needs, alternatives and versions left out. @throws {Unavailable} when there is none. */
  async dependencies(name: string): Promise<readonly string[]> {
    const text = await this.#ask("apt-cache", ["depends", "--important", name]);
    return [...text.matchAll(/^ *\|?Depends: ([^<\s]+)$/gm)].map(([, needed = ""]) => needed);
  }

  /** Puts packages into a folder. @throws {Unavailable} when one cannot be had. */
  async download(names: readonly string[], folder: string): Promise<void> {
    await this.#ask("apt-get", ["download", "--quiet", ...names], folder);
  }

  #ask(program: string, args: readonly string[], cwd?: string): Promise<string> {
    const options = { env: this.#env, ...cwd === undefined ? {} : { cwd } };
    return Unavailable.unless(output(program, args, options));
  }
}

/** Unpacks packages into one folder, as if they were installed there, without their scripts. */
export async function unpackPackages(
  apt: AptSuite,
  names: readonly string[],
  to: string,
): Promise<void> {
  const scratch = await Deno.makeTempDir({ prefix: "ctrack-packages-" });
  try {
    await apt.download(names, scratch);
    for (const { name } of Deno.readDirSync(scratch)) {
      await output("dpkg-deb", ["--extract", `${scratch}/${name}`, to]);
    }
  } finally {
    await Deno.remove(scratch, { recursive: true });
  }
}
