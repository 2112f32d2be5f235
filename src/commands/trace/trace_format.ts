import type { Io } from "../../cli/io.ts";
import type { Format, FormatSpec } from "../../output/format/format.ts";
import { makeFormat } from "../make_format.ts";
import type { TraceValues } from "../trace_flags.ts";

type Context = Pick<FormatSpec, "clock" | "hostName">;

/** Whether the table shall have colours: NO_COLOR and dumb terminals have a say in `auto`. */
function wantsColor({ color }: TraceValues, io: Io): boolean {
  if (color !== "auto") return color === "always";
  return io.stdout.isTerminal && !io.env("NO_COLOR") && io.env("TERM") !== "dumb";
}

function createTraceFormat(values: TraceValues, context: Context, io: Io): Format {
  return makeFormat({
    ...context,
    format: values.format,
    fields: values.fields.length > 0 ? values.fields : undefined,
    noHeader: values["no-header"],
    noTrunc: values["no-trunc"],
    color: wantsColor(values, io),
    width: io.stdout.columns(),
  });
}

/**
 * The format that the flags ask for; on a terminal always as wide as the terminal is.
 *
 * @throws {UsageError} for an unknown field or a broken template.
 */
export function liveFormat(values: TraceValues, context: Context, io: Io): Format & Disposable {
  let format = createTraceFormat(values, context, io);
  const resize = () => {
    format = createTraceFormat(values, context, io);
  };
  if (io.stdout.isTerminal) Deno.addSignalListener("SIGWINCH", resize);
  return {
    header: () => format.header(),
    write: (event, out) => format.write(event, out),
    [Symbol.dispose]() {
      if (io.stdout.isTerminal) Deno.removeSignalListener("SIGWINCH", resize);
    },
  };
}
