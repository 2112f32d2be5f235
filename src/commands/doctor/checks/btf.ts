import type { Check } from "../check.ts";

const PATH = "/sys/kernel/btf/vmlinux";

/** BTF begins with 0xeb9f, here as the kernel's byte order has it (`include/uapi/linux/btf.h`). */
const MAGIC_BYTES = 2;

/** The kernel's description of its own types. */
export const btfCheck: Check = {
  name: "btf",
  why: "the programs find the kernel's fields by the type information the kernel carries",
  run({ files }) {
    const found = files.read(PATH, MAGIC_BYTES);
    if (found.text !== undefined && found.text !== "") {
      return { status: "ok", detail: `${PATH} is readable` };
    }
    const reason = found.text === undefined ? found.reason : "empty";
    return {
      status: "fail",
      detail: `${PATH}: ${reason}`,
      remedy: "mount /sys, or use a kernel built with CONFIG_DEBUG_INFO_BTF=y",
    };
  },
};
