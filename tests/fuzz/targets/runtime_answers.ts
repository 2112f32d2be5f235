import { assert } from "@std/assert";
import { parseInspected } from "../../../src/enrich/api/parse_inspect.ts";
import { parseListed } from "../../../src/enrich/api/parse_list.ts";
import { crioContainer } from "../../../src/enrich/crio/crio_container.ts";
import { parseConfigV2 } from "../../../src/enrich/docker/parse_config_v2.ts";
import { parseOciConfig } from "../../../src/enrich/oci/parse_config.ts";
import {
  parseCrunStatus,
  parseRuncState,
  parseRunscState,
  parseYoukiState,
} from "../../../src/enrich/oci_runtime/oci_state.ts";
import { parseImageList } from "../../../src/enrich/podman/parse_image_list.ts";
import { parseStorageList } from "../../../src/enrich/podman/parse_storage_list.ts";
import { fixture as dockerFixture } from "../../enrich/api/fixtures.ts";
import { bundle } from "../../enrich/containerd/fixtures.ts";
import { fixture as podmanFixture } from "../../enrich/podman/fixtures.ts";
import { mutatedJson } from "../mutate_json.ts";
import { fuzzTarget } from "../target.ts";
import { weightOf } from "../weight_of.ts";

const FIXTURES = new URL("../../fixtures/", import.meta.url);

const encoder = new TextEncoder();
const docker = (name: string) => new TextDecoder().decode(dockerFixture(name));
const file = (path: string) => Deno.readTextFileSync(new URL(path, FIXTURES));

/** Most that is kept of one container: 64 labels and those of its pod, names, an image, a command line. */
const CONTAINER_MAX = 60_000;
/** Most that is kept of one configuration: 1 MiB of annotations and some paths. */
const CONFIG_MAX = 1_200_000;

/** An answer or a file that tells of containers, and who reads it. */
interface Reading {
  readonly name: string;
  /** Captured texts. */
  readonly texts: readonly string[];
  readonly read: (text: string) => unknown;
  /** Most that may be kept of a text. */
  readonly most: number | ((text: string) => number);
}

const CRIO_ID = JSON.parse(file("crio/container.json")).annotations
  ?.["io.kubernetes.cri-o.ContainerID"] ?? "";

const READINGS: readonly Reading[] = [
  {
    name: "docker_list",
    texts: JSON.parse(docker("list.jsonl")).map((entry: unknown) => JSON.stringify(entry)),
    read: (text) => parseListed(encoder.encode(text)),
    most: CONTAINER_MAX,
  },
  {
    name: "docker_inspect",
    texts: ["created", "exited", "running"].map((state) => docker(`${state}_inspect.jsonl`)),
    read: (text) => parseInspected(encoder.encode(text)),
    most: CONTAINER_MAX,
  },
  {
    name: "docker_files",
    texts: ["created", "exited", "running"].map((state) => docker(`${state}_config_v2.jsonl`)),
    read: parseConfigV2,
    most: CONTAINER_MAX,
  },
  {
    name: "podman_storage",
    texts: [podmanFixture("containers.jsonl")],
    read: (text) => Object.fromEntries(parseStorageList(text)),
    most: (text) => 1 + text.length,
  },
  {
    name: "podman_images",
    texts: [podmanFixture("images.jsonl")],
    read: (text) => Object.fromEntries(parseImageList(text)),
    most: (text) => 1 + text.length,
  },
  {
    name: "crio_bundle",
    texts: ["container", "sandbox", "http_container", "podman"]
      .map((name) => file(`crio/${name}.json`)),
    read: (text) => crioContainer(CRIO_ID, parseOciConfig(text)?.annotations),
    most: CONTAINER_MAX,
  },
  {
    name: "oci_config",
    texts: [
      bundle("web").config,
      bundle("nginx").config,
      podmanFixture("config.jsonl"),
      file("helpers/crun_config.txt"),
    ],
    read: parseOciConfig,
    most: CONFIG_MAX,
  },
  {
    name: "oci_state",
    texts: [file("helpers/runc_state.txt"), file("helpers/crun_status.txt")],
    read: (text) => [
      parseRuncState(text, "web"),
      parseCrunStatus(text),
      parseYoukiState(text, "web"),
      parseRunscState(text, "web"),
    ],
    most: CONFIG_MAX,
  },
];

/** One target for each. */
export const RUNTIME_ANSWERS = READINGS.map(({ name, texts, read, most }) =>
  fuzzTarget({
    name,
    promise: "any text is read without an exception, and little is kept of it",
    input: mutatedJson(...texts),
    check(text) {
      const kept = weightOf(read(text));
      assert(kept <= (typeof most === "number" ? most : most(text)), `${kept} are kept`);
    },
  })
);
