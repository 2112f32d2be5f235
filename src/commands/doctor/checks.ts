import type { Check } from "./check.ts";
import { btfCheck } from "./checks/btf.ts";
import { cgroupsCheck } from "./checks/cgroups.ts";
import { dockerCheck } from "./checks/docker.ts";
import { kernelCheck } from "./checks/kernel.ts";
import { namespacesCheck } from "./checks/namespaces.ts";
import { optionalCheck } from "./checks/optional.ts";
import { policyCheck } from "./checks/policy.ts";
import { privilegesCheck } from "./checks/privileges.ts";
import { programsCheck } from "./checks/programs.ts";
import { selfTestCheck } from "./checks/self_test.ts";

/** All checks, in the order in which they run and show: causes before what they cause. */
export const CHECKS: readonly Check[] = [
  kernelCheck,
  btfCheck,
  privilegesCheck,
  policyCheck,
  programsCheck,
  optionalCheck,
  cgroupsCheck,
  namespacesCheck,
  dockerCheck,
  selfTestCheck,
];
