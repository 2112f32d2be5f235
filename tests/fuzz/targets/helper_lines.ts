import { assert } from "@std/assert";
import fc from "fast-check";
import { parseHelper } from "../../../src/enrich/helper/parse_helper.ts";
import { readConmon } from "../../../src/enrich/podman/read_conmon.ts";
import { capturedHelpers } from "../../enrich/helper/captured_helpers.ts";
import { hostileText } from "../../output/format/samples.ts";
import { fuzzTarget } from "../target.ts";
import { weightOf } from "../weight_of.ts";

/** Another argument in the place of one, one more, or one less. */
const change = fc.tuple(fc.nat(), fc.nat(2), fc.array(hostileText, { maxLength: 2 }));

/** A path that a helper names is opened by a program that runs as root. */
const PATH = /^\/(?!.*(?:^|\/)\.\.(?:\/|$))[^\0]*$/s;

/** An id becomes the name of a file or folder. */
const ID = /^(?!\.{1,2}$)[^/\0]+$/;

/** Command lines of conmon, shims and runtimes, which any user can imitate. */
export const HELPER_LINES = fuzzTarget({
  name: "helper_lines",
  promise: "any command line gives safe paths and ids, or nothing",
  input: fc.tuple(
    fc.constantFrom(...capturedHelpers),
    fc.array(change, { maxLength: 4 }),
    fc.oneof(fc.constant("/run"), hostileText),
  ).map(([helper, changes, folder]) => {
    const args = [...helper.args];
    for (const [at, taken, put] of changes) args.splice(at % (args.length + 1), taken, ...put);
    return { command: helper.command, args, folder };
  }),
  check({ command, args, folder }) {
    const workingDirectory = `/${folder.replaceAll("\0", "")}`;
    const claim = parseHelper(command, args, workingDirectory);
    if (claim === undefined) return;
    const { containerId, bundle, stateFolder, socket } = claim;
    if (containerId !== undefined) assert(ID.test(containerId), JSON.stringify(claim));
    for (const path of [bundle, stateFolder, socket]) {
      if (path !== undefined) assert(PATH.test(path), JSON.stringify(claim));
    }
    assert(weightOf(claim) <= 200 + 4 * (weightOf(args) + workingDirectory.length));
    const helper = { pid: 7, startTime: 1, uid: 0, workingDirectory, args, claim };
    readConmon(helper);
  },
});
