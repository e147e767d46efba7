import { refuse, warn, type SuspiciousForm } from './suspicious-form.js';

const [refuseWhole, refusePart, refuseText] = [refuse('whole'), refuse('part'), refuse('text')];
const [warnWhole, warnPart, warnText] = [warn('whole'), warn('part'), warn('text')];

/** Everything that broken pipelines are known to leave in place of a secret, by the code of the diagnostic. */
export const SUSPICIOUS_FORMS = {
  'missing-value': [
    refuseWhole(
      /^(?:null|NULL|Null|undefined|None|[nN]il|NaN|N\/A|n\/a)$/,
      '`null`, `undefined`, `None`, `nil`, `NaN`, `N/A`',
      '`jq -r`, `vals`, `kubectl`, `aws --output text`, JavaScript, Python',
    ),
    refuseWhole(
      /^[<([{]{1,2} ?(?:nil|null|undefined|none|nan|no value|not set|unset|not found|unknown|missing|empty|invalid (?:reflect\.)?value) ?[>)\]}]{1,2}$/i,
      '`<nil>`, `<none>`, `(not set)`, `[null]`',
      'Go templates, `kubectl`, `gcloud`, shells',
    ),
    refuseText(
      /<no value>|%![a-zA-Z]\((?:<nil>|MISSING|EXTRA |[a-z]\w{0,30}=)/,
      '`<no value>`, `%!s(<nil>)`',
      'Go templates (Helm, `kubectl -o go-template`), Go programs',
    ),
    warnPart(
      /:\/\/(?:undefined|null|None)(?=[:@/?]|$)|[:@](?:undefined|null|None)(?=[@:/?]|$)/,
      '`postgres://undefined@db`',
      'templates whose variables are not set',
    ),
    warnPart(/^[^\n]*\nNone\s*$/, 'None on a second line', '`aws --output text` with `--max-items`'),
  ],
  'blank-value': [
    refuseText(/^\s+$/, 'white space only, such as one newline', '`echo "$UNSET" > file`, an empty variable'),
  ],
  'masked-value': [
    refuseWhole(
      /^(?:\*{3,}|[•●∙]{3,}|REDACTED|MASKED|FILTERED|SENSITIVE|VALUE_SPECIFIED_IN_NO_LOG_PARAMETER)$/,
      '`***`, `••••••`, `REDACTED`',
      'logs, web consoles, Ansible',
    ),
    refuseWhole(
      /^[<([{*_-]{1,4} ?(?:masked|redacted|sensitive(?: value)?|hidden|secret|secure|concealed|filtered|protected|encrypted|removed|censored)(?: by [^\n]{1,60}?|: ?[^\n]{1,60}?)? ?[>)\]}*_-]{1,4}$/i,
      '`(sensitive value)`, `<redacted>`, `[masked]`, `<concealed by 1Password>`, `***REDACTED***`',
      'Terraform, `op item get`, GitLab, Travis, Pulumi, Rails',
    ),
    refuseWhole(
      /^\[use 'op [^\n]{1,200}\]$|^(?:SecretStr|SecretBytes|Secret)\(['b]{0,2}\*{3,}'?\)$/,
      "`[use 'op item get x --reveal' to reveal]`, `SecretStr('**********')`",
      '`op item get` without `--reveal`, pydantic',
    ),
    refusePart(
      /:\/\/[^\s/@:]{0,200}:(?:\*{3,}|x{5}|REDACTED|[<[](?:redacted|masked|hidden)[>\]]|(?:%2A){3,})@/i,
      '`postgres://app:***@db/shop`',
      'SQLAlchemy, `URL.Redacted` of Go, logs',
    ),
    warnWhole(
      /^[^\s*]{0,200}\*{4,}[^\s*]{0,200}$/,
      '`sk_live_****abcd`',
      'web consoles that show the ends of a key',
    ),
    warnText(
      /^\s*[[{][^]*"(?:\*{3,}|<(?:redacted|sensitive|masked)>|\[(?:REDACTED|MASKED|FILTERED)\]|\(sensitive value\))"/,
      '`{"password": "***"}`',
      'JSON copied from a log or a console',
    ),
  ],
  'unknown-value': [
    refuseText(
      /\(known after apply\)|\$\{Token\[[^\]\n]{1,100}\]\}|Calling \[toString\] on an \[Output/,
      '`(known after apply)`, `${Token[TOKEN.12]}`, `Calling [toString] on an [Output<T>] is not supported`',
      'Terraform, AWS CDK, Pulumi',
    ),
    refuseWhole(/^(?:<computed>|output<[^\n]{1,100}>)$/i, '`<computed>`, `Output<T>`', 'Terraform, Pulumi'),
  ],
  'printed-object': [
    refuseWhole(
      /^\[object [A-Z]\w{0,40}\]$|^<Buffer [\w .]{0,300}>$|^Promise \{[^\n]{0,100}\}$/,
      '`[object Object]`, `<Buffer 68 75>`',
      'JavaScript',
    ),
    refuseWhole(
      /^(?:#<[A-Z]|<(?:[\w.]{1,100} object at|function|bound method|generator|class) )[^\n]{0,300}>$/,
      '`<Secret object at 0x7f…>`, `#<Secret:0x00…>`',
      'Python, Ruby',
    ),
    refuseWhole(
      /^(?:map\[[^\n]*\]|&\{[^\n]*\}|\[[BCIL]@[0-9a-f]{1,8}|@\{\w{1,60}=[^\n]*\})$/,
      '`map[password:x]`, `[B@1b6d3586`, `@{Value=x}`',
      'Go templates, Java, PowerShell',
    ),
    refuseWhole(
      /^System(?:\.[A-Z]\w{1,40}){1,5}(?:\[\])?$/,
      '`System.Security.SecureString`',
      'PowerShell, .NET',
    ),
    warnWhole(/^b'[^'\n]*'$/, "`b'secret'`", 'bytes printed by Python'),
  ],
  'unresolved-reference': [
    refusePart(
      /(?<!\w)(?:secret)?ref\+[a-z][a-z0-9]{0,30}:\/\//,
      '`ref+vault://secret/app#/key`',
      '`vals`, helmfile',
    ),
    refuseWhole(
      /^(?:op|bws?|doppler|infisical|keeper|pass|lastpass|dashlane|dvls|akeyless|conjur|secrethub|tss):\/\/\S+$/,
      '`op://prod/db/url`, `bws://…`',
      '1Password, Bitwarden, other managers',
    ),
    refuseText(
      /\{\{ ?(?:op:\/\/|resolve:)[^}\n]{1,300}\}\}/,
      '`{{resolve:secretsmanager:x}}`, `{{ op://prod/db/url }}`',
      'CloudFormation, `op inject`',
    ),
    refuseWhole(
      /^(?:>>)?(?:vault|bao):[\w./-]+#\S+$|^<path:[^\n]{1,300}>$|^@Microsoft\.KeyVault\([^\n]{1,300}\)$/,
      '`vault:secret/data/x#key`, `<path:secret/x#key>`, `@Microsoft.KeyVault(…)`',
      'bank-vaults, Argo CD Vault Plugin, Azure App Service',
    ),
    warnWhole(
      /^arn:aws[a-z-]{0,12}:(?:secretsmanager|ssm|kms):\S+$/,
      '`arn:aws:secretsmanager:…`',
      'AWS: the name of a secret, not its value',
    ),
    warnWhole(
      /^(?:\/\/secretmanager\.googleapis\.com\/)?projects\/[^/\s]+\/secrets\/[^/\s]+(?:\/versions\/[^/\s]+)?$/,
      '`projects/x/secrets/y/versions/1`',
      'Google Cloud: the name of a secret, not its value',
    ),
    warnWhole(
      /^https:\/\/[\w-]{1,60}\.vault\.(?:azure\.net|azure\.cn|usgovcloudapi\.net)\/secrets\/\S+$/,
      '`https://x.vault.azure.net/secrets/y`',
      'Azure Key Vault: the address of a secret',
    ),
    warnWhole(
      /^(?:vault|bao|ssm|(?:aws|gcp)-?(?:sm|ssm|secrets?|secretsmanager)|secretsmanager|sm|akvs?|azurekeyvault|keyvault|k8s|secrets?|sops):\/\/\S+$/,
      '`ssm://shop/db`, `sm://db`, `vault://…`',
      'programs that read secrets when the application starts',
    ),
  ],
  'unresolved-expression': [
    refuseWhole(
      /^\$\{\{(?:[^}]|\}(?!\}))*\}\}$/,
      '`${{ secrets.DB_URL }}`',
      'GitHub Actions, Azure Pipelines',
    ),
    refusePart(
      /^(?=([^]*?\$\{\{))\1[^]*\}\}/,
      '`postgres://app:${{ secrets.PW }}@db`',
      'GitHub Actions, Azure Pipelines',
    ),
    refusePart(/\$\[\[[^\]\n]{0,200}\]\]/, '`$[[ inputs.url ]]`', 'GitLab CI'),
    refuseWhole(
      /^\$\{[^{}\n]*\}$|^\$\([^()\n]*\)$|^\$env:\w+$|^%[A-Za-z_]\w*%$/,
      '`${DB_URL}`, `$(DB_URL)`, `$env:DB_URL`, `%DB_URL%`',
      '`envsubst`, shells, Kubernetes, Azure Pipelines, Kustomize, Flux',
    ),
    refuseWhole(
      /^\{%[^]*%\}$|^<%[^]*%>$|^#\{[^{}\n]*\}$|^<<[ \w.-]{1,200}>>$|^\(\([\w./:-]{1,200}\)\)$/,
      '`{% x %}`, `<%= url %>`, `#{url}`, `<< parameters.url >>`, `((url))`',
      'Jinja, ERB, Octopus, CircleCI, Concourse',
    ),
    refuseWhole(
      /^\{\{(?!\s{0,9}\w{1,255}\s{0,9}\}\})[^\n]*\}\}$/,
      '`{{ .Values.url }}`, `{{ url | trim }}`',
      'Helm, Jinja, consul-template',
    ),
    refuseWhole(/^(?:%(?:\(\w{1,60}\))?[sdvq]|\{\d\})$/, '`%s`, `%(url)s`, `{0}`', '`printf`, Python, .NET'),
    refuseWhole(
      /^!(?:Ref|Sub|GetAtt|ImportValue|vault|reference|secret|env_var)\b[^\n]{0,300}$/,
      '`!Ref DbUrl`, `!vault`',
      'CloudFormation, Ansible, GitLab, Home Assistant',
    ),
    warnWhole(
      /^\$[A-Z][A-Z0-9]*_[A-Z0-9_]*$|^__[A-Z][A-Z0-9_]*__$|^@{1,2}[A-Z][A-Z0-9_]*@{1,2}$|^\{[A-Za-z_]\w{0,60}\}$/,
      '`$DB_URL`, `__DB_URL__`, `@DB_URL@`, `{url}`',
      'shells, Bitbucket, build tools',
    ),
  ],
  'encrypted-value': [
    refuseWhole(
      /^ENC\[[^\]]*\]$|^encrypted:\S+$|^A[QE]ICAH[\w+/]{130,}={0,2}$/,
      '`ENC[AES256_GCM,…]`, `encrypted:BH…`',
      'SOPS, hiera-eyaml, dotenvx, `aws kms encrypt`',
    ),
    refuseText(/^\s*(?:!vault \|\s+)?\$ANSIBLE_VAULT;/, '`$ANSIBLE_VAULT;1.1;AES256`', 'Ansible Vault'),
    refuseText(
      /^\s*(?:-----BEGIN (?:AGE ENCRYPTED FILE|PGP MESSAGE)-----|age-encryption\.org\/v1\n)/,
      '`-----BEGIN AGE ENCRYPTED FILE-----`, `-----BEGIN PGP MESSAGE-----`',
      'age, GnuPG',
    ),
    warnWhole(
      /^(?:vault:v\d+:\S+|ENC\([^\s()]+\)|\{cipher\}\S+)$/,
      '`vault:v1:…`, `ENC(…)`, `{cipher}…`',
      'Vault Transit, Jasypt, Spring Cloud Config',
    ),
  ],
  'variable-name': [
    refuseWhole(/^QOVERY_[A-Z0-9_]+$/, '`QOVERY_POSTGRESQL_Z1234AB_HOST`', 'somebody who meant an alias'),
    warnPart(
      /(?<![\w${])QOVERY_[A-Z0-9]{1,60}_Z[0-9A-F]{6,12}_[A-Z_]{1,60}/,
      '`redis://QOVERY_REDIS_Z1234AB_HOST:6379`',
      'an address without `{{…}}`',
    ),
  ],
  'placeholder-value': [
    warnWhole(
      /^(?:change[-_ ]?(?:me|it)|replace[-_ ]?(?:me|this)|to[-_ ]?do|tbd|fixme|placeholder|insert[-_ ]?here|x{4,}|your[-_ ][\w -]{1,60}|<(?=[^>]*(?:your|key|token|secret|pass|value|url|insert|enter|here))[a-z][\w -]{1,60}>)[!.]?$/i,
      '`CHANGEME`, `TODO`, `your-api-key-here`, `<your token>`, `xxxx`',
      'an example that nobody filled in',
    ),
  ],
  'merge-conflict': [
    refuseText(
      /^(?=(?:[^]*\n)?<{7} )(?=[^]*\n={7}\r?\n)(?=[^]*\n>{7} )/,
      '`<<<<<<< HEAD` and the lines that follow it',
      'a merge that was not finished',
    ),
  ],
  'wrong-content': [
    refuseText(
      /^version https:\/\/git-lfs\.github\.com\/spec\/v1\r?\n/,
      'a Git LFS pointer',
      'a checkout without `git lfs pull`',
    ),
    refuseText(
      /^\s*(?:<!--[^>]{0,300}-->\s*)?<(?:!doctype\s+html|html)\b/i,
      '`<!DOCTYPE html`, `<html`',
      'a login or error page, kept by `curl`',
    ),
    refuseText(
      /^\s*(?:<\?xml[^>]{0,100}\?>\s*)?<Error>\s*<Code>/,
      '`<Error><Code>`',
      'S3 and compatible stores',
    ),
    refuseText(
      /^\s*={2,} [A-Z][A-Za-z ]{1,30} ={2,}\n|^\s*Key +Value\n-{3} +-{5}\n/,
      'the table that starts with `== Secret Path ==`',
      '`vault kv get` without `-field`',
    ),
    warnText(
      /^(?:\[?(?:warn(?:ing)?|error|fatal|notice|panic)\]?:? |npm (?:warn|notice|error) |usage: |an error occurred \(|traceback \(most recent)/i,
      '`Error: …`, `WARNING: …`, `usage: …`',
      'a program that prints messages where the value belongs',
    ),
    warnText(
      /^\{\s*"(?:errors?|error_description)"\s*:|^\{\s*"message"\s*:\s*"(?:Not Found|Bad credentials|Unauthorized|Forbidden|Access)|^(?:404 page not found|404: Not Found|Not Found|Unauthorized|Forbidden|Access Denied|Vault is locked\.|You are not logged in\.)\s*$/,
      '`{"error":…`, `404: Not Found`',
      'an API or a program that failed, with exit code 0',
    ),
  ],
  'shell-option': [
    warnPart(/^-n /, '`-n secret`', '`echo -n` where no shell runs it, or one that prints options'),
  ],
  'terminal-codes': [
    // oxlint-disable-next-line no-control-regex -- the escape character is what such codes start with
    refuseText(/\u001B\[[\d;]{0,20}[A-Za-z]/, 'ANSI colours', 'a program that colours its output'),
  ],
  'cut-value': [
    refuseWhole(
      /^(?:[{[]|[|>][+-]?|['"`]|\\)$/,
      '`{`, `|`, `\\`',
      'a reader that takes only the first line of several',
    ),
    refuseText(
      /^\s*-----BEGIN [A-Z0-9 ]{1,60}-----(?![^]*-----END )/,
      '`-----BEGIN PRIVATE KEY-----` without its end',
      'an unquoted value of several lines',
    ),
    warnWhole(/^[^\s.…]{8,}(?:\.\.\.|…)$/, '`sk_live_4eC3…`', 'a table or a console that shortens'),
  ],
  'flattened-lines': [
    warnText(
      /^\s*-----BEGIN [A-Z0-9 ]{1,60}-----(?:\\n| )[^\n]*-----END [^\n]*$/,
      'a PEM text in one line',
      '`echo $KEY` without quotes, JSON read as text',
    ),
  ],
  'surrounding-space': [
    warnPart(
      /^[\s\u200B\u2060]|(?:[^\S\n]|[\u200B\u2060])$/,
      'white space or invisible characters around it, such as a carriage return',
      'copying from a web page, a line of a Windows file',
    ),
  ],
  'quoted-value': [
    warnText(
      /^\s*(?:"(?:[^"\\\n]|\\.)+"|'[^'\n]+'|[“‘][^\n]+[”’])\s*$/,
      '`"secret"`, `\'secret\'`',
      '`jq` without `-r`, `docker --env-file`, SOPS dotenv files',
    ),
  ],
} as const satisfies Readonly<Record<string, readonly SuspiciousForm[]>>;
