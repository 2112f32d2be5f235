import type { ClockStep } from "../../model/boot_epochs.ts";
import { parseEpoch } from "./recording_header.ts";

/** Largest list of steps that is read, bytes. */
export const STEPS_TEXT_MAX = 64 << 10;

/** All steps of the clock up to now, as they stand in a block of their own: JSON. */
export function renderSteps(steps: readonly ClockStep[]): string {
  return JSON.stringify(
    steps.map(({ time, epoch }) => ({ time_ns: time, boot_epoch_ns: String(epoch) })),
  );
}

/** Reads what {@link renderSteps} wrote; undefined for anything else. */
export function parseSteps(text: string): readonly ClockStep[] | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!Array.isArray(value)) return undefined;
  const steps: ClockStep[] = [];
  for (const each of value) {
    const { time_ns: time, boot_epoch_ns: text } = Object(each) as Record<string, unknown>;
    const epoch = parseEpoch(text);
    const isLater = Number.isSafeInteger(time) && (time as number) > (steps.at(-1)?.time ?? -1);
    if (epoch === undefined || !isLater) return undefined;
    steps.push({ time: time as number, epoch });
  }
  return steps;
}
