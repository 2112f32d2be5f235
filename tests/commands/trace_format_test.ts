import { assert, assertEquals, assertThrows } from "@std/assert";
import { UsageError } from "../../src/cli/cli_error.ts";
import { parseCommandLine } from "../../src/cli/parse_command_line.ts";
