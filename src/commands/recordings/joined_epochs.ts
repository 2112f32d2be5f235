import { BootEpochs, type ClockStep } from "../../model/boot_epochs.ts";
import type { Recording } from "../../store/record/recording.ts";

/** What the clock showed according to several recordings of one boot, which are read one after the other. */
export class JoinedEpochs {
  readonly epochs: BootEpochs;
  #file: Pick<Recording, "header" | "epochs">;
  /** Of the recordings before this one, and between them. */
  #before: readonly ClockStep[] = [];

  constructor(first: Pick<Recording, "header" | "epochs">) {
    this.epochs = new BootEpochs(first.epochs.first);
    this.#file = first;
    this.saw(first);
  }

  /** Some of this file was read, and nothing more will be of the ones before. */
  saw(file: Pick<Recording, "header" | "epochs">): void {
    if (file !== this.#file) this.#begin(file);
    const last = this.#before.at(-1)?.time ?? -Infinity;
    const steps = [...this.#before, ...file.epochs.steps.filter(({ time }) => time > last)];
    if (steps.length !== this.epochs.steps.length) this.epochs.adopt(steps);
  }

  /** Between two recorders the clock may have been stepped, and each measures it anew. */
  #begin(file: Pick<Recording, "header" | "epochs">): void {
    const isPart = file.header.id === this.#file.header.id;
    const { steps, latest } = this.epochs;
    const { first } = file.epochs;
    this.#before = isPart || first === latest ? steps : [...steps, {
      time: Math.max(file.header.began, (steps.at(-1)?.time ?? -1) + 1),
      epoch: first,
    }];
    this.#file = file;
  }
}
