/**
 * Writes the manual page to standard output, in roff, from the lists that help reads.
 *
 *     deno run manual.ts DATE
 */

import { renderManual } from "../src/cli/manual/render_manual.ts";
import { COMMAND_SPECS } from "../src/commands/command_specs.ts";
import { FIELDS } from "../src/output/format/fields.ts";
import { FORMATS } from "../src/output/format/formats.ts";
import config from "../deno.json" with { type: "json" };

const [date] = Deno.args;
if (date === undefined) throw new Error("usage: manual.ts DATE");
const { version } = config;
const page = renderManual(COMMAND_SPECS, { version, date, formats: FORMATS, fields: FIELDS });
await Deno.stdout.write(new TextEncoder().encode(page));
