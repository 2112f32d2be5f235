import type { HostFiles } from "../../source/host_files.ts";
import type { DockerSocketSettings } from "../../enrich/docker/resolve_docker_socket.ts";
import type { Tracer } from "./tracer.ts";

/** `fail` means that tracing does not work here, `warn` that something will be missing, `note` neither. */
export type CheckStatus = "ok" | "warn" | "fail" | "note";

/** What a check found. */
export interface Finding {
  readonly status: CheckStatus;
  /** One line for people, no full stop. */
  readonly detail: string;
  /** What the user can do; with `warn` and `fail`. */
  readonly remedy?: string;
}

/** What checks look at. */
export interface DoctorContext {
  readonly files: HostFiles;
  readonly docker: DockerSocketSettings;
  /** The real tracer, opened by the first check that asks. */
  readonly tracer: Tracer;
}

/** One thing that tracing depends on. */
export interface Check {
  /** One word, for people and programs. */
  readonly name: string;
  /** Why it matters, as `--verbose` tells. */
  readonly why: string;
  /** What it throws counts as a failure with the error's message. */
  run(context: DoctorContext): Finding | Promise<Finding>;
}

/** A finding with the name of its check. */
export interface CheckResult extends Finding {
  readonly name: string;
}

/** The remedy where no better one is known. */
export const REPORT = "report this with the output of ctrack doctor -o json";
