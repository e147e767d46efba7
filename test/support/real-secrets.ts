import fc from 'fast-check';

const hexDigits = '0123456789abcdef';
const alphanumeric = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const textOf = (characters: string, minLength: number, maxLength = minLength): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(...characters.split('')), minLength, maxLength });
const word = textOf('abcdefghijklmnopqrstuvwxyz', 2, 10);
const token = textOf(alphanumeric, 16, 48);
const bytes = (minLength: number, maxLength: number): fc.Arbitrary<Buffer> =>
  fc.uint8Array({ minLength, maxLength }).map((array) => Buffer.from(array));
const base64 = bytes(8, 96).map((data) => data.toString('base64'));
const base64url = bytes(8, 64).map((data) => data.toString('base64url'));
const password = textOf(`${alphanumeric}!"#$%&'()*+,-./:;<=>?@[]^_{|}~`, 12, 40).filter(
  // A generator of passwords may start with a quote and end with the same one: that looks wrapped in quotes.
  (text) => !/^(["']).*\1$/.test(text),
);

const pem = fc
  .tuple(
    fc.constantFrom('PRIVATE KEY', 'RSA PRIVATE KEY', 'CERTIFICATE', 'ENCRYPTED PRIVATE KEY'),
    bytes(200, 900),
  )
  .map(([label, data]) => {
    const lines = data.toString('base64').match(/.{1,64}/g) ?? [];
    return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
  });

const jwt = fc.tuple(word, base64url, base64url).map(([subject, id, signature]) => {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'RS256', typ: 'JWT' })}.${part({ sub: subject, jti: id })}.${signature}`;
});

const hash = fc.oneof(
  textOf(`./${alphanumeric}`, 53).map((rest) => `$2b$12$${rest}`),
  fc.tuple(base64url, base64url).map(([salt, sum]) => `$argon2id$v=19$m=65536,t=3,p=4$${salt}$${sum}`),
  fc.tuple(base64, base64).map(([salt, sum]) => `pbkdf2_sha256$600000$${salt}$${sum}`),
  textOf(`./${alphanumeric}`, 86).map((rest) => `$6$rounds=5000$abcdefgh$${rest}`),
  base64.map((sum) => `{SSHA}${sum}`),
);

const vendorKey = fc.oneof(
  ...[
    'sk_live_',
    'ghp_',
    'glpat-',
    'xoxb-12-34-',
    'AKIA',
    'AIza',
    'SG.',
    'pk_test_',
    'npm_',
    'hvs.',
    'dop_v1_',
    'whsec_',
    'base64:',
    'AGE-SECRET-KEY-1',
    'phc_',
    'sntrys_',
  ].map((start) => token.map((rest) => start + rest)),
);

const url = fc.oneof(
  fc.webUrl({ withQueryParameters: true, withFragments: true }),
  fc
    .tuple(
      fc.constantFrom(
        'postgres',
        'postgresql+asyncpg',
        'mysql',
        'mongodb+srv',
        'redis',
        'rediss',
        'amqps',
        'https',
        'smtp',
      ),
      word,
      password,
      fc.domain(),
      fc.integer({ min: 1, max: 65_535 }),
      word,
    )
    .map(
      ([scheme, user, secret, host, port, path]) =>
        `${scheme}://${user}:${encodeURIComponent(secret)}@${host}:${port}/${path}?sslmode=require`,
    ),
  fc
    .tuple(fc.domain(), word)
    .map(([host, name]) => `jdbc:postgresql://${host}/${name}?user=\${DB_USER}&password=\${DB_PASSWORD}`),
  token.map((id) => `https://hooks.slack.com/services/T0${id.slice(0, 8)}/B0${id.slice(0, 8)}/${id}`),
  fc
    .tuple(token, fc.nat(9_999_999))
    .map(([key, project]) => `https://${key}@o${project}.ingest.sentry.io/${project}`),
  fc
    .tuple(word, base64)
    .map(
      ([name, key]) =>
        `DefaultEndpointsProtocol=https;AccountName=${name};AccountKey=${key};EndpointSuffix=core.windows.net`,
    ),
);

const json = fc.oneof(
  fc.json({ maxDepth: 3 }).map((text) => `{"config": ${text}}`),
  fc
    .tuple(word, pem)
    .map(([name, key]) =>
      JSON.stringify({ type: 'service_account', project_id: name, private_key: key }, null, 2),
    ),
  fc
    .dictionary(word, fc.oneof(token, base64, fc.constant(null)), { maxKeys: 5 })
    .map((object) => JSON.stringify(object)),
  fc.array(token, { minLength: 1, maxLength: 4 }).map((list) => JSON.stringify(list)),
);

const windowsPath = fc.oneof(
  fc
    .tuple(
      fc.constantFrom('C:', 'D:', String.raw`\\server\share`, '%APPDATA%', '%ProgramFiles%'),
      fc.array(word, { minLength: 1, maxLength: 4 }),
    )
    .map(([drive, parts]) => [drive, ...parts].join('\\')),
  fc
    .tuple(word, password)
    .map(
      ([user, secret]) =>
        `Server=.\\SQLEXPRESS;Database=shop;User Id=${user};Password={${secret.replaceAll(/[{}]/g, '')}};`,
    ),
);

const template = fc
  .tuple(word, word, token)
  .chain(([name, other, secret]) =>
    fc.constantFrom(
      `Dear {{ .${name} }},\nyour {{ ${other} | upper }} is ready.\n`,
      `server {\n  listen \${PORT};\n  proxy_set_header X-Key "${secret}";\n  location /${name} { proxy_pass http://$upstream; }\n}\n`,
      `{% if ${name} %}{{ ${other}.url }}{% endif %} and more`,
      `<p><%= ${name} %></p> ${secret}`,
      `Hello #{${name}}, %s and %(${other})s, {0}, {${name}}`,
      `[default]\naws_access_key_id = %(${name})s\ntoken = ${secret}\n`,
      `steps:\n  - run: echo $(${name})\n  - run: curl -H "X-Key: ${secret}" $URL\n`,
      `{"query": "query { ${name}(id: \\"{{ ${other}.id }}\\") { id } }"}`,
      `^(?:${name}|${other})\\{[0-9]+\\}$`,
      `*/5 * * * * root /usr/bin/${name} --token ${secret}`,
    ),
  );

const scalar = fc.oneof(
  fc.uuid(),
  fc.uuid().map((id) => `{${id}}`),
  fc.emailAddress(),
  fc.integer().map(String),
  fc.ipV6(),
  fc.boolean().map(String),
  fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
  fc.array(word, { minLength: 3, maxLength: 12 }).map((words) => words.join(' ')),
  fc.tuple(word, token).map(([name, rest]) => `arn:aws:iam::123456789012:role/${name}-${rest}`),
  word.map((name) => `/run/secrets/${name}`),
);

/** Secrets of the kinds that people really store: each must be stored without a word. */
export const realSecrets: Readonly<Record<string, fc.Arbitrary<string>>> = {
  hex: textOf(hexDigits, 16, 128),
  base64,
  base64url,
  password,
  jwt,
  pem,
  hash,
  vendorKey,
  url,
  json,
  windowsPath,
  template,
  scalar,
};
