import type { Programs } from "./build.ts";
import type { ContainerCgroup } from "./container_cgroup.ts";
import type { Row } from "./report.ts";
import type { Tracers } from "./tracers.ts";

/** What every scenario gets. */
export interface Bench {
  readonly programs: Programs;
  readonly tracers: Tracers;
  /** The program under test. */
  readonly ctrack: string;
  readonly container: ContainerCgroup;
  /** A temporary folder. */
  readonly folder: string;
  /** A file for what tracers print, its pages made already. */
  readonly output: string;
  readonly quick: boolean;
}

/** One part of the benchmark. */
export interface Scenario {
  /** As `--only` takes it. */
  readonly name: string;
  /** One line for the table. */
  readonly title: string;
  run(bench: Bench): Promise<readonly Row[]>;
}
