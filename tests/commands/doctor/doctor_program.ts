/** The doctor as a program of its own, so that a test can run it with fewer rights. */
import { denoIo } from "../../../src/cli/deno_io.ts";
import { runDoctor } from "../../../src/commands/doctor.ts";

const [format, socket] = Deno.args;
const code = await runDoctor(denoIo(), {
  format: format === "json" ? "json" : "table",
  verbose: false,
  "docker-socket": socket,
});
Deno.exit(code);
