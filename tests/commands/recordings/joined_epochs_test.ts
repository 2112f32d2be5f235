import { assertEquals } from "@std/assert";
import { JoinedEpochs } from "../../../src/commands/recordings/joined_epochs.ts";
import { BootEpochs } from "../../../src/model/boot_epochs.ts";
import { RUN } from "../../store/record/recordings.ts";

function fileOf(id: string, part: number, began: number, epochs: BootEpochs) {
  return { header: { ...RUN, id, part, began, eventsBefore: 0 }, epochs };
}

Deno.test("JoinedEpochs counts events of each recording by the clock of its time", () => {
  const first = fileOf("a", 1, 0, new BootEpochs(1000n));
  const joined = new JoinedEpochs(first);
  assertEquals(joined.epochs.latest, 1000n);
  // A step that is met on the way.
  first.epochs.step({ time: 50, epoch: 5000n });
  joined.saw(first);
  // The next part knows it from its beginning.
  joined.saw(fileOf("a", 2, 80, new BootEpochs(1000n, first.epochs.steps)));
  assertEquals(joined.epochs.steps, first.epochs.steps);
  // The clock was stepped while nobody recorded.
  const other = fileOf("b", 1, 100, new BootEpochs(7000n, [{ time: 200, epoch: 7500n }]));
  joined.saw(other);
  joined.saw(other);
  assertEquals([0, 50, 99, 100, 199, 200].map((time) => joined.epochs.momentOf(time)), [
    ...[1000n, 5050n, 5099n, 7100n, 7199n, 7700n],
  ]);
});
