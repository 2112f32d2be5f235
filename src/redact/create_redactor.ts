import type { ContainerEvent, Event, Program } from "../model/event.ts";
import type { LabelledEvent } from "../model/labelled_event.ts";
import { type ArgsRedactor, createArgsRedactor, type SecretOptions } from "./redact_args.ts";

/** Takes secrets out of events. What has none is the same object. */
export type Redactor = <E extends Event>(event: E) => E;

/** Leaves events as they are. */
export function redactNothing<E extends Event>(event: E): E {
  return event;
}

/** Programs that are remembered with what became of them: those that a busy host starts again and again. */
const SLOTS = 1024;

interface Slot {
  readonly program: Program;
  readonly redacted: Program;
}

/**
 * Makes a redactor. A program is looked at once as long as it stays the identical object, and so is what becomes of it:
 * formats remember text by identity.
 */
export function createRedactor(options: SecretOptions = {}): Redactor {
  const redactor = createArgsRedactor(options);
  const slots = new Array<Slot | undefined>(SLOTS).fill(undefined);

  function redacted(program: Program): Program {
    const index = slotOf(program);
    const slot = slots[index];
    if (slot?.program === program) return slot.redacted;
    const args = redactor.args(program.args);
    const made = args === program.args ? program : { ...program, args, argsRedacted: true };
    slots[index] = { program, redacted: made };
    return made;
  }

  return <E extends Event>(event: E): E => {
    if (event.kind === "container") return withoutCommandLine(event, redactor) as E;
    if (!("program" in event) || event.program === undefined) return event;
    const program = redacted(event.program);
    return program === event.program ? event : { ...event, program };
  };
}

/** The same for events with their labels. */
export function redactLabelled(redact: Redactor, labelled: LabelledEvent): LabelledEvent {
  const event = redact(labelled.event);
  return event === labelled.event ? labelled : { ...labelled, event };
}

/** Runtimes tell the command line of `exec`. */
function withoutCommandLine(event: ContainerEvent, redactor: ArgsRedactor): ContainerEvent {
  const { happening } = event;
  const line = happening?.commandLine;
  if (happening === undefined || line === undefined) return event;
  const commandLine = redactor.line(line);
  return commandLine === line ? event : { ...event, happening: { ...happening, commandLine } };
}

/** Where a program is remembered. Programs that meet there only cost each other time. */
function slotOf({ path, workingDirectory, args }: Program): number {
  const last = args[args.length - 1] ?? "";
  return (path.length + 7 * workingDirectory.length + 31 * args.length + 61 * last.length) &
    (SLOTS - 1);
}
