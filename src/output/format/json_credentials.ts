import type { Capabilities, Credentials, Process } from "../../model/event.ts";
import type { Role } from "../../model/labelled_event.ts";
import { jsonString } from "./json_string.ts";
import { Fragment } from "./line_buffer.ts";

/** Text of what a process has in common with those like it. */
export interface CommonText {
  readonly command: string;
  readonly capabilities: Capabilities;
  readonly role: Role | undefined;
  /** From the end of the start time on: `Z"`, `,"role":"..."` and `,"command":"..."` */
  readonly name: Fragment;
  /** The same, with `,"user":{...}` to `,"tty":{...}` behind it. */
  readonly nameAndUser: Fragment;
  /** From `,"user":{...}` to `,"capabilities":{...}`: what only events with a program tell. */
  readonly all: Fragment;
}

function userText({ uid, gid, loginUid, sessionId, tty }: Credentials): string {
  return `,"user":{"id":${uid}},"group":{"id":${gid}}` +
    (loginUid === undefined ? "" : `,"login_user":{"id":${loginUid}}`) +
    (sessionId === 0 ? "" : `,"session_leader":{"pid":${sessionId}}`) +
    (tty === 0 ? "" : `,"tty":{"major":${tty >>> 20},"minor":${tty & 0xfffff}}`);
}

/** Numbers that are 0 where the kernel has none; all are small, so no escaping. */
function namespacesText({ namespaces }: Credentials): string {
  const known = Object.entries(namespaces).filter(([, inode]) => inode !== 0);
  if (known.length === 0) return "";
  return `,"namespaces":${JSON.stringify(Object.fromEntries(known))}`;
}

function capabilitiesText({ effective, permitted }: Capabilities): string {
  return `,"capabilities":{"effective":${jsonString(effective)},"permitted":${
    jsonString(permitted)
  }}`;
}

function commonText(process: Process, role: Role | undefined): CommonText {
  const { command, credentials, capabilities } = process;
  const name = 'Z"' + (role === undefined ? "" : `,"role":"${role}"`) +
    `,"command":${jsonString(command)}`;
  const user = userText(credentials);
  return {
    command,
    capabilities,
    role,
    name: new Fragment(name),
    nameAndUser: new Fragment(name + user),
    all: new Fragment(user + namespacesText(credentials) + capabilitiesText(capabilities)),
  };
}

/** Names with their roles remembered for each credentials object: a container's processes are of few programs. */
const NAMES_MAX = 16;

/**
 * Tells the text that a process shares with those like it, remembered by its credentials' identity, and
 * within by its name and its role.
 */
export function createCommonText(): (subject: Process, role: Role | undefined) => CommonText {
  const known = new WeakMap<Credentials, CommonText[]>();
  let last: Credentials | undefined;
  let texts: CommonText[] = [];
  return (process, role) => {
    const { command, credentials, capabilities } = process;
    if (credentials !== last) {
      last = credentials;
      const ofLast = known.get(credentials);
      texts = ofLast ?? [];
      if (ofLast === undefined) known.set(credentials, texts);
    }
    for (let i = 0; i < texts.length; i++) {
      const text = texts[i] as CommonText;
      const isSame = text.command === command && text.capabilities === capabilities;
      if (isSame && text.role === role) return text;
    }
    if (texts.length >= NAMES_MAX) texts.length = 0;
    const text = commonText(process, role);
    texts.push(text);
    return text;
  };
}
