import type { Io } from "../../cli/io.ts";
import type { Format, FormatSpec } from "../../output/format/format.ts";
import { makeFormat } from "../make_format.ts";
import type { TraceValues } from "../trace_flags.ts";

type Context = Pick<FormatSpec, "clock" | "hostName" | "columns">;

/** The flags that say how events are printed. */
export type EventFormatValues = Pick<
  TraceValues,
  "format" | "fields" | "no-header" | "no-trunc" | "color"
>;

/** Whether the table shall have colours: NO_COLOR and dumb terminals have a say in `auto`. */
function wantsColor({ color }: EventFormatValues, io: Io): boolean {
  if (color !== "auto") return color === "always";
  return io.stdout.isTerminal && !io.env("NO_COLOR") && io.env("TERM") !== "dumb";
}

/**
 * The format that the flags ask for, as wide as the terminal is now.
 *
 * @throws {UsageError} for an unknown field or a broken template.
 */
export function createEventFormat(values: EventFormatValues, context: Context, io: Io): Format {
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
 * The format that the flags ask for; on a terminal always as wide as the terminal is, which is asked for each line: a
 * signal would come behind lines that are written by then.
 *
 * @throws {UsageError} for an unknown field or a broken template.
 */
export function liveFormat(values: EventFormatValues, context: Context, io: Io): Format {
  let width = io.stdout.columns();
  let format = createEventFormat(values, context, io);
  return {
    header: () => format.header(),
    write(event, out) {
      const columns = io.stdout.columns();
      if (columns !== width) {
        width = columns;
        format = createEventFormat(values, context, io);
      }
      format.write(event, out);
    },
  };
}
