import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { describeNewFiles, readFiles } from '../support/files.js';
import { makeFolder, type TestFolder } from '../support/folder.js';
import { ROOT } from '../support/package/pack.js';

const PACKAGE = { name: 'qoverride', version: '0.1.0', repository: 'github:acme/qoverride' };

// Stands in for the parts of npm that reach a registry or build; `npm version` is the real one.
const NPM = `#!/bin/sh
if [ "$1" = version ]; then PATH="\${PATH#*:}"; exec npm "$@"; fi
echo "npm $*" >> "$LOG"
case "$*" in
  pack) touch qoverride-0.2.0.tgz ;;
  *build:executables) mkdir -p executables && touch executables/qoverride-linux-x64 ;;
esac
`;

// Stands in for what builds and pushes an image, signs, or makes a release.
const OTHER = `#!/bin/sh
echo "\${0##*/} $*" >> "$LOG"
[ "\${BROKEN:-}" != "\${0##*/} $1" ]
`;

/** What a build makes, as far as a tag holds it. */
const BUNDLE = [
  'dist/THIRD-PARTY-LICENSES.txt',
  'dist/action.js',
  'dist/audit-page/page.js',
  'dist/bin.js',
  'dist/bin/chunk.js',
];

describe('.ci/release', () => {
  let folder: TestFolder;
  let clone: string;

  beforeEach(() => {
    folder = makeFolder({ 'bin/npm': NPM, log: '' });
    for (const name of ['docker', 'rcodesign', 'gh', 'glab']) folder.write(`bin/${name}`, OTHER);
    for (const name of readdirSync(join(folder.path, 'bin')))
      chmodSync(join(folder.path, 'bin', name), 0o755);
    clone = join(folder.path, 'clone');
    mkdirSync(join(clone, '.ci'), { recursive: true });
    for (const script of ['release', 'tag-bundle']) {
      copyFileSync(join(ROOT, '.ci', script), join(clone, '.ci', script));
    }
    for (const file of BUNDLE) folder.write(`clone/${file}`, file);
    folder.write('clone/dist/index.js', 'the library, which no tag holds');
    folder.write('clone/.ci/run', '#!/bin/sh\necho checks >> "$LOG"\n');
    chmodSync(join(clone, '.ci/run'), 0o755);
    folder.write('clone/.gitignore', 'dist\n*.tgz\nexecutables\n');
    folder.write('clone/package.json', JSON.stringify(PACKAGE));
    folder.write(
      'clone/package-lock.json',
      JSON.stringify({ ...PACKAGE, lockfileVersion: 3, packages: { '': PACKAGE } }),
    );
    folder.write(
      'clone/CHANGELOG.md',
      '# Changelog\n\n## [Unreleased]\n\n## [0.2.0] - 2026-11-27\n\n## [0.1.0] - 2026-11-01\n',
    );
    git('init', '--quiet', '--initial-branch', 'main');
    commit();
    execFileSync('git', ['clone', '--quiet', '--bare', clone, join(folder.path, 'origin')]);
    git('remote', 'add', 'origin', join(folder.path, 'origin'));
  });

  afterEach(() => folder.remove());

  const environment = (): NodeJS.ProcessEnv => ({
    PATH: `${join(folder.path, 'bin')}${delimiter}${process.env['PATH'] ?? ''}`,
    HOME: folder.path,
    LOG: join(folder.path, 'log'),
    GIT_AUTHOR_NAME: 'A',
    GIT_AUTHOR_EMAIL: 'a@example.com',
    GIT_COMMITTER_NAME: 'A',
    GIT_COMMITTER_EMAIL: 'a@example.com',
  });

  const git = (...argv: readonly string[]): string =>
    execFileSync('git', argv, { cwd: clone, env: environment(), encoding: 'utf8' }).trim();

  const commit = (): void => {
    git('add', '--all');
    git('commit', '--quiet', '--message', 'A commit');
  };

  const commitEmpty = (): string => git('commit', '--quiet', '--allow-empty', '--message', 'A later one');

  const release = (argv: readonly string[], env: NodeJS.ProcessEnv = {}) => {
    const { status, stdout, stderr } = spawnSync(join(clone, '.ci/release'), argv, {
      cwd: clone,
      env: { ...environment(), ...env },
      encoding: 'utf8',
    });
    return { status, stdout, stderr, log: readFileSync(join(folder.path, 'log'), 'utf8') };
  };

  const originTags = (): string =>
    execFileSync('git', ['tag', '--list'], { cwd: join(folder.path, 'origin'), encoding: 'utf8' }).trim();

  const filesOf = (tip: string): readonly string[] => git('ls-tree', '-r', '--name-only', tip).split('\n');

  it('checks, counts up, commits, builds, tags and pushes', () => {
    const { status, log, stderr } = release(['0.2.0']);
    expect([status, log], stderr).toEqual([0, 'checks\nnpm run build\n']);
    expect(JSON.parse(readFileSync(join(clone, 'package.json'), 'utf8'))).toMatchObject({ version: '0.2.0' });
    expect(git('log', '--format=%s', '--max-count=1')).toBe('Release 0.2.0');
    expect(git('status', '--porcelain')).toBe('');
    expect(originTags()).toBe('v0\nv0.2.0');
    expect(git('rev-parse', 'origin/main')).toBe(git('rev-parse', 'main'));
  });

  it('puts the built program on the tags, and never on the branch', () => {
    const { stdout } = release(['0.2.0']);
    const [main, tag] = [git('rev-parse', 'main'), git('rev-parse', 'v0.2.0^{commit}')];
    expect(git('rev-parse', `${tag}^`)).toBe(main);
    expect(git('rev-parse', 'v0^{commit}')).toBe(tag);
    expect(filesOf(tag)).toEqual([...filesOf(main), ...BUNDLE].toSorted());
    expect(filesOf(main).filter((file) => file.startsWith('dist'))).toEqual([]);
    expect(stdout).toContain(`name the commit ${tag} and the tag v0.2.0.`);
    expect(readFileSync(join(clone, 'dist/index.js'), 'utf8')).toContain('the library');
  });

  it('moves the tag of the major version to the newest release', () => {
    git('tag', '--annotate', 'v0', '--message', 'v0.1.9');
    git('push', '--quiet', 'origin', 'v0');
    expect(release(['0.2.0']).status).toBe(0);
    const origin = { cwd: join(folder.path, 'origin'), encoding: 'utf8' } as const;
    const moved = execFileSync('git', ['rev-parse', 'v0^{commit}'], origin).trim();
    expect(moved).toBe(git('rev-parse', 'v0.2.0^{commit}'));
  });

  it('releases a first version as it is', () => {
    folder.write('clone/CHANGELOG.md', '## [0.1.0] - 2026-11-27\n');
    commit();
    const before = git('rev-parse', 'HEAD');
    expect(release(['0.1.0'])).toMatchObject({ status: 0, log: 'checks\nnpm run build\n' });
    expect(git('rev-parse', 'HEAD')).toBe(before);
    expect(git('rev-parse', 'v0.1.0^{commit}^')).toBe(before);
    expect(originTags()).toBe('v0\nv0.1.0');
  });

  it('shows each step in a dry run, and changes nothing', () => {
    const before = readFiles(folder.path);
    const { status, stdout } = release(['0.2.0', '--dry-run']);
    expect(status).toBe(0);
    expect(stdout.split('\n')).toEqual([
      '$ .ci/run',
      '$ npm version 0.2.0 --no-git-tag-version',
      '$ git commit --all --message Release 0.2.0',
      '$ npm run build',
      '$ .ci/tag-bundle v0.2.0 v0',
      '$ git push --atomic origin main v0.2.0 +refs/tags/v0',
      'Nothing was changed.',
      '',
    ]);
    const after = readFiles(folder.path);
    expect([...after.keys()]).toEqual([...before.keys()]);
    expect(describeNewFiles(before, after)).toBe('');
  });

  it('counts nothing up where the checks fail', () => {
    folder.write('clone/.ci/run', '#!/bin/sh\nexit 3\n');
    commit();
    expect(release(['0.2.0']).status).toBe(3);
    expect(git('tag', '--list')).toBe('');
    expect(JSON.parse(readFileSync(join(clone, 'package.json'), 'utf8'))).toMatchObject({ version: '0.1.0' });
    expect(originTags()).toBe('');
  });

  it.each<[string, () => void, string, string]>([
    ['what is not committed', () => folder.write('clone/new', ''), '0.2.0', 'changes that are not committed'],
    ['another branch', () => git('switch', '--quiet', '--create', 'other'), '0.2.0', 'not the branch main'],
    [
      'a clone that is behind',
      () => {
        commitEmpty();
        git('push', '--quiet', 'origin', 'main');
        git('reset', '--quiet', '--hard', 'HEAD^');
      },
      '0.2.0',
      'pull first',
    ],
    ['a clone without a remote', () => git('remote', 'remove', 'origin'), '0.2.0', 'the remote "origin"'],
    ['a tag that is there', () => git('tag', 'v0.2.0'), '0.2.0', 'the tag v0.2.0 is there already'],
    ['a version without a section of its own', () => {}, '0.3.0', 'must be "## [0.3.0] - '],
    ['a version that others followed', () => {}, '0.1.0', 'must be "## [0.1.0] - '],
    [
      'a section without a day',
      () => folder.write('clone/CHANGELOG.md', '## [0.2.0]\n'),
      '0.2.0',
      'must be "## [0.2.0] - ',
    ],
    [
      'a package without a repository',
      () => folder.write('clone/package.json', JSON.stringify({ ...PACKAGE, repository: undefined })),
      '0.2.0',
      'does not name its repository',
    ],
    ['no version', () => {}, '', 'say which version'],
    ['half a version', () => {}, '0.2', 'not a version such as 1.2.3'],
    ['an unknown flag', () => {}, '--force', 'not a version such as 1.2.3'],
  ])('refuses %s', (_, spoil, version, reason) => {
    spoil();
    const head = git('rev-parse', 'HEAD');
    for (const flags of [[], ['--dry-run']]) {
      const { status, stderr, log } = release([version, ...flags]);
      expect(status).toBe(1);
      expect(stderr).toContain(reason);
      expect(log).toBe('');
    }
    expect(git('rev-parse', 'HEAD')).toBe(head);
    expect(originTags()).toBe('');
  });

  describe('publish', () => {
    const inCi = { ACTIONS_ID_TOKEN_REQUEST_URL: 'https://ci.example.com', IMAGE: 'ghcr.io/acme/qoverride' };

    const makeReady = (repository = PACKAGE.repository): string => {
      folder.write('clone/package.json', JSON.stringify({ ...PACKAGE, version: '0.2.0', repository }));
      commit();
      git('tag', 'v0.2.0');
      git('switch', '--quiet', '--detach');
      return git('log', '-1', '--format=%ct');
    };

    const builds = (time: string, source: string): readonly string[] => [
      'npm pack',
      'npm run --silent build:executables',
      'docker build --file Containerfile --tag ghcr.io/acme/qoverride:0.2.0 --build-arg VERSION=0.2.0' +
        ` --build-arg SOURCE=${source} --build-arg SOURCE_DATE_EPOCH=${time} executables/image`,
    ];

    it.each([
      [
        'github:acme/qoverride',
        'https://github.com/acme/qoverride',
        'gh release create v0.2.0 --verify-tag --title v0.2.0 --notes-from-tag executables/qoverride-linux-x64',
      ],
      [
        'gitlab:acme/tools/qoverride',
        'https://gitlab.com/acme/tools/qoverride',
        'glab release create v0.2.0 executables/qoverride-linux-x64',
      ],
    ])('builds everything and publishes it: %s', (repository, source, created) => {
      const time = makeReady(repository);
      const { status, log, stderr } = release(['publish'], inCi);
      expect(stderr).toBe('');
      expect(status).toBe(0);
      expect(log.trimEnd().split('\n')).toEqual([
        'npm ci',
        ...builds(time, source),
        'npm publish qoverride-0.2.0.tgz',
        'docker push ghcr.io/acme/qoverride:0.2.0',
        created,
      ]);
      expect(git('status', '--porcelain')).toBe('');
    });

    it('builds everything in a dry run, publishes nothing, and says what stands in the way', () => {
      const time = makeReady();
      const { status, stdout, stderr, log } = release(['publish', '--dry-run'], { IMAGE: inCi.IMAGE });
      expect(status).toBe(1);
      expect(log.trimEnd().split('\n')).toEqual(builds(time, 'https://github.com/acme/qoverride'));
      expect(stdout.trimEnd().split('\n')).toEqual(
        [
          'npm ci',
          ...builds(time, 'https://github.com/acme/qoverride').flatMap((line) =>
            line === 'npm pack' ? [line, 'git diff --exit-code HEAD'] : [line],
          ),
          'npm publish qoverride-0.2.0.tgz',
          'docker push ghcr.io/acme/qoverride:0.2.0',
          'gh release create v0.2.0 --verify-tag --title v0.2.0 --notes-from-tag executables/qoverride-linux-x64',
        ].map((line) => `$ ${line}`),
      );
      expect(stderr).toMatch(/^Cannot release: only a CI job can prove where it built.*\n$/);
      expect(git('status', '--porcelain')).toBe('');
    });

    it('publishes nothing where something cannot be built', () => {
      makeReady();
      const { status, stderr, log } = release(['publish'], { ...inCi, BROKEN: 'docker build' });
      expect(status).toBe(1);
      expect(stderr).toContain('Cannot release: this failed: docker build');
      expect(log).not.toMatch(/publish|push|release/);
    });

    it('goes on in a dry run where something cannot be built', () => {
      makeReady();
      const { status, stdout, stderr } = release(['publish', '--dry-run'], {
        ...inCi,
        BROKEN: 'docker build',
      });
      expect(status).toBe(1);
      expect(stderr).toContain('Cannot release: this failed: docker build');
      expect(stdout).toContain('$ npm publish');
    });

    it('refuses what it lacks, all of it at once', () => {
      folder.write('clone/package.json', JSON.stringify({ ...PACKAGE, repository: 'acme/qoverride' }));
      commit();
      rmSync(join(folder.path, 'bin/rcodesign'));
      const { status, stderr, log } = release(['publish']);
      expect([status, log]).toEqual([1, '']);
      expect(stderr).toContain('does not have the tag v0.1.0');
      expect(stderr).toContain(
        'does not name its repository, such as "repository": "github:OWNER/qoverride"',
      );
      expect(stderr).toContain('only a CI job can prove');
      expect(stderr).toContain('IMAGE does not say where the image goes');
      expect(stderr).toContain('no codesign or rcodesign');
    });
  });
});
