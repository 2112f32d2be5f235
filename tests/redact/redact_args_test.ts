import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { createArgsRedactor } from "../../src/redact/redact_args.ts";

const { args, line } = createArgsRedactor();

/** Command lines; what is between << and >> is a secret. `^` stands for a space within an argument. */
const SECRETS = [
  // Flags by their name.
  "app --password <<hunter2>>",
  "app --password=<<hunter2>>",
  "app -password <<hunter2>>",
  "app --password <<-dashes>>",
  "app --db-password <<hunter2>> --verbose",
  "app --dbPassword=<<hunter2>>",
  "app --passphrase <<correct^horse>>",
  "app --token <<abc>> --api-key <<abc>> --apikey=<<abc>>",
  "app --secret <<abc>> --secret-key=<<abc>> --client-secret <<abc>>",
  "app --access-key <<abc>> --secret-access-key <<abc>>",
  "aws secretsmanager create-secret --name db --secret-string <<hunter2>>",
  "app --oauth2-bearer <<abc>>",
  "redis-server --requirepass <<abc>> --masterauth <<abc>>",
  "java -Dspring.datasource.password=<<hunter2>> -jar app.jar",
  "app --auth <<user:hunter2>>",
  "app --private-key <<MIIEvQIBADANBgkq>>",
  "app --pw=<<abc>>",
  "app --password=<<it's,a;long&one>>",
  // Variables.
  "env PGPASSWORD=<<hunter2>> psql -h db",
  "env MYSQL_PWD=<<a,b&c>> AWS_SECRET_ACCESS_KEY=<</abc+/def>> KEY=<<A1b2C3>>",
  "docker run -e DB_PASSWORD=<<hunter2>> --env=API_TOKEN=<<abc>> img",
  "docker build --build-arg NPM_TOKEN=<<abc>> .",
  "app PASSWORD_2=<<abc>> SECRET_KEY_BASE=<<abc>> REDISCLI_AUTH=<<Ab1>>",
  // Programs with flags of their own.
  "mysql -uroot -p<<hunter2>> shop",
  "/usr/bin/mysqldump -p<<3306>> shop",
  "docker exec -it db mysql -p<<hunter2>> -e select",
  "mysqladmin -u root password <<hunter2>>",
  "mongosh -u root -p <<hunter2>>",
  "redis-cli -a <<hunter2>> get x",
  "redis-cli AUTH <<hunter2>>",
  "redis-cli CONFIG SET requirepass <<hunter2>>",
  "sqlcmd -S db -U sa -P <<hunter2>>",
  "sqlplus scott/<<tiger@db>>",
  "curl -u user:<<hunter2>> https://x",
  "curl -uuser:<<hunter2>> https://x",
  "curl -sSu user:<<hunter2>> https://x",
  "curl --user user:<<hunter2>> https://x",
  "curl -b session=<<abc>> https://x",
  "sshpass -p <<hunter2>> ssh host",
  "sshpass -p<<hunter2>> ssh host",
  "ssh-keygen -t ed25519 -N <<hunter2>>",
  "openssl rsa -passin pass:<<hunter2>> -in key.pem",
  "zip -P <<hunter2>> a.zip a",
  "7z x -p<<hunter2>> a.7z",
  "docker login -u me -p <<hunter2>> registry.example",
  "helm registry login -u me --password <<hunter2>> registry.example",
  "skopeo copy --src-creds me:<<hunter2>> docker://a docker://b",
  "kubectl create secret generic db --from-literal=user=<<me>> --from-literal pass=<<x2>>",
  "kubectl create secret docker-registry r --docker-password=<<abc>>",
  "vault login <<hvs.short>>",
  "vault kv put secret/shop user=<<me>> pass=<<x2>>",
  "ldapsearch -D cn=admin -w <<hunter2>>",
  "smbclient -U user%<<hunter2>> //host/share",
  "rabbitmqctl add_user shop <<hunter2>>",
  "redis-cli set db_password <<hunter2>>",
  "consul kv put shop/token <<hunter2>>",
  // URLs.
  "psql postgres://user:<<hunter2>>@db:5432/shop",
  "git clone https://x-access-token:<<abc>>@github.example/a/b.git",
  "git clone https://<<0123456789abcdef0123>>:x-oauth-basic@github.example/a",
  "app redis://:<<hunter2>>@cache:6379/0",
  "curl http://user:<<p@ss>>@host/path?token=<<abc>>&x=1",
  // Headers.
  "curl -H Authorization:^Bearer^<<abc.def>> https://x",
  "curl -H authorization:<<abc>> https://x",
  "curl -HAuthorization:^Basic^<<dXNlcjpwYXNz>>",
  "curl -H X-Api-Key:^<<abc>>",
  "curl --header PRIVATE-TOKEN:<<abc>>",
  "curl -H Cookie:^<<a=b;^c=d>>",
  // Parts of an argument.
  "mount -t cifs -o username=me,password=<<hunter2>>,ro //h/s /mnt",
  'curl -d {"user":"me","password":"<<hunter2>>"}',
  'curl -d {"password":^"<<hun^ter>>",^"x":^1}',
  "psql host=db_password=<<hunter2>>^dbname=x",
  "helm install a b --set db.password=<<abc,db.name=x>>",
  "python3 -c connect(password='<<hunter2>>')",
  "app Server=db;Password=<<hunter2>>;Timeout=3",
  "npm config set //registry.example/:_authToken=<<abc>>",
  // Lines for a shell.
  "sh -c PGPASSWORD=<<hunter2>>^psql",
  "sh -c mysql^-p<<hunter2>>^shop^&&^ls^-p",
  "sh -c app^--password^<<hunter2>>;^echo^done",
  "bash -lc curl^-u^user:<<hunter2>>^https://x",
  'sh -c curl^-H^"Authorization:^Bearer^<<abc>>"^https://x',
  `sh -c export^TOKEN="<<a^b>>"^&&^run`,
  `ssh host sh^-c^'mysql^-p<<hunter2>>'`,
  `sh -c app^--password^'<<my^pass>>'^-v`,
  // Known by their look.
  "app <<eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl>>",
  "app <<ghp_0123456789abcdefghijABCDEFGHIJ012345>>",
  "app x=<<glpat-0123456789abcdefghij>>",
  "app -----BEGIN^RSA^PRIVATE^KEY-----<<abc>>-----END^RSA^PRIVATE^KEY-----",
  "app -----BEGIN^PRIVATE^KEY-----<<abc>>",
];

/** Command lines that stay as they are. */
const HARMLESS = [
  "app --password-file /run/secrets/db --token-ttl 5m --passphrase-fd 3",
  "app --password-stdin --no-password --ask-password --prompt-token",
  "app --password --verbose",
  "app --password -v",
  "app --password=$PW --token ${TOKEN} --secret=<secret>",
  "docker run -p 8080:80 --secret id=x,src=y img -p 1",
  "docker build --secret id=npm,src=.npmrc .",
  "docker service create --secret db_password img",
  "mkdir -p dir",
  "ssh -p 22 -i key.pem host",
  "mysql -u root -p shop",
  "mysql -P 3306 -h db",
  "aws secretsmanager get-secret-value --secret-id db --starting-token abc",
  "app --secret-name foo --secret-arn x --token-url https://x",
  "kubectl get secret foo -n shop",
  "kubectl create configmap x --from-literal=a=b",
  "ansible-playbook --private-key ~/.ssh/id_ed25519 site.yml",
  "sort --key=2 --key 3 file",
  "openssl x509 -key key.pem -passin env:PW",
  "openssl rsa -passin file:/run/pw -passout stdin",
  "ffmpeg -pass 1 -i a.mkv",
  "app --max-tokens 100 --tokenizer gpt2 --eos-token x",
  "curl -u user https://x",
  "curl -d @file --cookie jar.txt https://user@host:8080/a@b",
  "git clone ssh://git@host/a.git",
  "git clone git@host:a/b.git",
  "sudo -u postgres -p prompt psql",
  "PATH=/usr/bin:/bin KEYBOARD=us MONKEY=x COMPASS=n KEY=name SORT_KEY=ID",
  "app SSH_AUTH_SOCK=/tmp/x GOOGLE_APPLICATION_CREDENTIALS=/run/gcp.json",
  "app TLS_PRIVATE_KEY=/etc/tls.key PASSWORD_FILE=/run/x TOKEN=",
  "passwd root",
  "pass show db",
  "app image:secret-latest token:v1",
  "git commit -m fix^token:^expiry",
  "sh -c echo^$PASSWORD^|^app",
  "sh -c mysql^-p$PW^shop",
  "sh -c mysql;^mkdir^-pv^x",
  'sh -c test^"$token"^=^x',
  "tar -xpf a.tar",
  "sha256sum 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
  "app -----BEGIN^PUBLIC^KEY-----abc-----END^PUBLIC^KEY-----",
  "app AKIAIOSFODNN7EXAMPLE",
];

const words = (text: string) => text.split(" ").map((word) => word.replaceAll("^", " "));

Deno.test("args() takes out secrets and nothing around them", () => {
  for (const text of SECRETS) {
    const marked = words(text);
    const plain = marked.map((word) => word.replace(/<<|>>/g, ""));
    assertEquals(args(plain), marked.map((word) => word.replace(/<<.*?>>/g, "[redacted]")), text);
  }
});

Deno.test("args() leaves what is no secret, and gives the same list", () => {
  for (const text of HARMLESS) {
    const plain = words(text);
    assert(args(plain) === plain, `${text} became ${args(plain).join(" ")}`);
  }
});

Deno.test("args() leaves what is redacted already", () => {
  for (const text of SECRETS) {
    const once = args(words(text).map((word) => word.replace(/<<|>>/g, "")));
    assertEquals(args(once), once, text);
  }
});

Deno.test("args() knows what the user names, and leaves what the user excludes", () => {
  const own = createArgsRedactor({
    names: ["pin", "!token", "my_code"],
    patterns: [/acme-[0-9]+/],
  });
  assertEquals(
    own.args(words("app --pin 1234 CARD_PIN=99x --token abc x=acme-77,y --my-code=Q --spin 5")),
    words(
      "app --pin [redacted] CARD_PIN=[redacted] --token abc x=[redacted],y --my-code=[redacted] --spin 5",
    ),
  );
});

Deno.test("line() reads a line as a shell does", () => {
  assertEquals(line("sh -c 'mysql -phunter2 shop'"), "sh -c 'mysql -p[redacted] shop'");
  assertEquals(line("/bin/app --token abc"), "/bin/app --token [redacted]");
  assertEquals(line("TOKEN=abc"), "TOKEN=[redacted]");
  const harmless = "/bin/sh -c 'ls -l'";
  assertEquals(line(harmless), harmless);
});

const PIECES = [
  ...["-p", "--password", "=", ":", " ", "'", '"', "\\", "mysql", "sh -c", "PASSWORD=", "://", "@"],
  ...[
    "-----BEGIN ",
    "PRIVATE KEY-----",
    "eyJ",
    ".",
    "a",
    "$",
    "{",
    "}",
    ";",
    "\n",
    "Bearer ",
    "[redacted]",
  ],
  ...["Authorization: ", "token", "set", "\udc80"],
];

Deno.test("args() takes any arguments, keeps their number, and comes to an end", () => {
  const word = fc.array(fc.constantFrom(...PIECES), { maxLength: 12 }).map((parts) =>
    parts.join("")
  );
  fc.assert(fc.property(fc.array(fc.oneof(word, fc.string()), { maxLength: 8 }), (list) => {
    const once = args(list);
    assertEquals(once.length, list.length);
    args(once);
    line(list.join(" "));
  }));
});

Deno.test("args() takes no more than linear time: a square of this length would take minutes", () => {
  const size = 1 << 17;
  for (
    const piece of [...PIECES, "=a", 'x="', "a ", "token=", "-----BEGIN a", "eyJa.eyJ", "'a b'"]
  ) {
    const text = piece.repeat(size / piece.length);
    assertEquals(args([text, text]).length, 2);
  }
});
