/** What a program's flag or word is followed by. */
export type Following =
  /** A secret. */
  | "secret"
  /** `NAME=VALUE` with a value that is one, whatever the name. */
  | "value"
  /** What separates the user's name from the password. */
  | { readonly behind: ":" | "%" | "," | "/" };

/** Where a program takes secrets that no name tells of. */
export interface ProgramRules {
  /** What the program is called. */
  readonly programs: readonly string[];
  /** Holds only behind this word, such as a subcommand. */
  readonly after?: string;
  /** Flags that take one in the next word. */
  readonly next?: readonly string[];
  /** Flags of one letter that take one in the same word, `-pSECRET`. */
  readonly attached?: readonly string[];
  /** What these flags take. @default "secret" */
  readonly takes?: Following;
  /** Words behind `after`, or the program, that are one: 1 is the first. */
  readonly words?: readonly number[];
  /** Flags whose names sound like that of a secret and only name one. */
  readonly harmless?: readonly string[];
}

const ENGINES = ["docker", "podman", "nerdctl", "buildah"];

/** The table. A program may have several rows. */
export const PROGRAM_RULES: readonly ProgramRules[] = [
  {
    programs: [
      ...["mysql", "mysqldump", "mysqladmin", "mysqlimport", "mysqlcheck", "mysqlshow"],
      ...["mysqlslap", "mysqlbinlog", "mysqlpump", "mysql_upgrade", "mysqlsh", "mycli"],
      ...["mariadb", "mariadb-dump", "mariadb-admin", "mariadb-import", "mariadb-check"],
      ...["mariadb-show", "mariadb-slap", "mariadb-binlog", "mariadb-backup", "mariabackup"],
      "xtrabackup",
    ],
    attached: ["-p"],
  },
  { programs: ["mysqladmin", "mariadb-admin"], after: "password", words: [1] },
  {
    programs: ["mongo", "mongosh", "mongodump", "mongorestore", "mongoexport", "mongoimport"],
    next: ["-p"],
    attached: ["-p"],
  },
  { programs: ["redis-cli", "valkey-cli", "keydb-cli"], next: ["-a"] },
  { programs: ["redis-cli", "valkey-cli", "keydb-cli"], after: "auth", words: [1, 2] },
  { programs: ["redis-cli", "valkey-cli", "keydb-cli"], after: "requirepass", words: [1] },
  { programs: ["sqlcmd", "bcp", "osql", "isql"], next: ["-P"], attached: ["-P"] },
  {
    programs: ["sqlplus", "sqlldr", "expdp", "impdp"],
    words: [1],
    takes: { behind: "/" },
  },
  {
    programs: ["curl"],
    next: ["-u", "-U", "--user", "--proxy-user", "-E", "--cert"],
    attached: ["-u", "-U"],
    takes: { behind: ":" },
  },
  { programs: ["curl"], next: ["-b", "--cookie"], takes: "value" },
  { programs: ["http", "https", "xh", "xhs"], next: ["-a", "--auth"], takes: { behind: ":" } },
  { programs: ["lftp"], next: ["-u", "--user"], takes: { behind: "," } },
  { programs: ["sshpass"], next: ["-p"], attached: ["-p"] },
  { programs: ["ssh-keygen"], next: ["-N", "-P"] },
  { programs: ["openssl"], next: ["-passin", "-passout", "-passwd"] },
  { programs: ["openssl"], after: "enc", next: ["-k", "-K"] },
  { programs: ["zip", "zipcloak", "unzip"], next: ["-P"], attached: ["-P"] },
  { programs: ["7z", "7za", "7zr", "7zz", "rar", "unrar"], attached: ["-p", "-hp"] },
  {
    programs: [...ENGINES, "skopeo", "helm", "oras", "crane", "az", "regctl"],
    after: "login",
    next: ["-p"],
    attached: ["-p"],
  },
  { programs: ENGINES, harmless: ["--secret"] },
  {
    programs: ["ctr"],
    next: ["-u", "--user"],
    takes: { behind: ":" },
  },
  {
    programs: ["skopeo", "podman", "buildah", "crictl"],
    next: ["--creds", "--src-creds", "--dest-creds"],
    takes: { behind: ":" },
  },
  { programs: ["kubectl", "oc"], after: "secret", next: ["--from-literal"], takes: "value" },
  { programs: ["vault", "bao"], after: "login", words: [1] },
  { programs: ["vault", "bao"], after: "put", words: [2, 3, 4, 5, 6, 7, 8], takes: "value" },
  { programs: ["vault", "bao"], after: "write", words: [2, 3, 4, 5, 6, 7, 8], takes: "value" },
  {
    programs: [
      ...["ldapsearch", "ldapadd", "ldapmodify", "ldapdelete", "ldapmodrdn", "ldapcompare"],
      ...["ldapwhoami", "ldapexop"],
    ],
    next: ["-w"],
    attached: ["-w"],
  },
  { programs: ["ldappasswd"], next: ["-w", "-s", "-a"], attached: ["-w"] },
  {
    programs: ["smbclient", "smbget", "rpcclient", "smbmap"],
    next: ["-U", "--user"],
    attached: ["-U"],
    takes: { behind: "%" },
  },
  {
    programs: ["snmpget", "snmpwalk", "snmpbulkwalk", "snmpset", "snmptrap"],
    next: ["-A", "-X", "-c"],
  },
  { programs: ["ipmitool"], next: ["-P"], attached: ["-P"] },
  { programs: ["mosquitto_pub", "mosquitto_sub", "mosquitto_rr"], next: ["-P"] },
  { programs: ["useradd", "usermod"], next: ["-p"] },
  { programs: ["rabbitmqctl"], after: "add_user", words: [2] },
  { programs: ["rabbitmqctl"], after: "change_password", words: [2] },
  { programs: ["rabbitmqctl"], after: "authenticate_user", words: [2] },
  { programs: ["nmcli"], after: "password", words: [1] },
  { programs: ["wpa_passphrase"], words: [2] },
  { programs: ["mc"], after: "set", words: [4] },
  { programs: ["mc"], after: "add", words: [4] },
];

function byProgram(): ReadonlyMap<string, readonly ProgramRules[]> {
  const rows = new Map<string, ProgramRules[]>();
  for (const rules of PROGRAM_RULES) {
    for (const program of rules.programs) rows.set(program, [...rows.get(program) ?? [], rules]);
  }
  return rows;
}

/** The rows of each program. */
export const RULES_OF = byProgram();

/** Whether a line may start one of these programs: most lines are no more work than this. */
export const MAY_START = new RegExp(
  `(?:^|[\\s/;|&(){}"'])(?:${[...RULES_OF.keys()].sort().join("|")})[\\s"']`,
);
