import type { Check } from "../check.ts";
import { lockdownMode } from "../parse/lockdown.ts";
import { parseProcessStatus } from "../parse/process_status.ts";

/** Values of `kernel.unprivileged_bpf_disabled`; none of them concerns a process with CAP_BPF. */
const UNPRIVILEGED: Readonly<Record<string, string>> = {
  "0": "allowed",
  "1": "off until reboot",
  "2": "off",
};

/** What the kernel's configuration forbids whatever the capabilities. */
export const policyCheck: Check = {
  name: "policy",
  why: "lockdown and seccomp can forbid tracing even to root",
  run({ files }) {
    const lockdown = lockdownMode(files);
    const sysctl = files.read("/proc/sys/kernel/unprivileged_bpf_disabled").text?.trim() ?? "";
    const status = files.read("/proc/self/status").text;
    const isFiltered = status !== undefined && parseProcessStatus(status).isFiltered;
    const detail = [
      `lockdown ${lockdown ?? "not told"}`,
      `BPF without privilege ${UNPRIVILEGED[sysctl] ?? "not told"}`,
      `seccomp ${isFiltered ? "on" : "off"}`,
    ].join(", ");
    // In this mode the helpers that read kernel memory are gone (LOCKDOWN_BPF_READ_KERNEL).
    if (lockdown === "confidentiality") {
      return { status: "fail", detail, remedy: "boot with lockdown=integrity or without lockdown" };
    }
    return { status: "ok", detail };
  },
};
