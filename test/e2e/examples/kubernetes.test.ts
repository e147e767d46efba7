import { readdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { parse } from 'yaml';
import type { ShellStep } from '../../support/ci-steps.js';
import {
  editInConsole,
  KEY,
  overrides,
  readExample,
  setUp,
  succeed,
  TOKENS,
  VALUE,
  writes,
} from '../../support/example-bench.js';
import type { TestFolder } from '../../support/folder.js';

// Each command is a process of its own, and several may start at once.
vi.setConfig({ testTimeout: 120_000 });

describe('examples/kubernetes', () => {
  const readCronJob = (name: string): CronJobSpec =>
    (parse(readExample(`kubernetes/${name}.yaml`)) as { readonly spec: CronJobSpec }).spec;

  /** The manifests as a volume shows a ConfigMap: files are links into a folder that is swapped as a whole. */
  const mount = (folder: TestFolder): void => {
    folder.write('..2026/production.yaml', readExample('kubernetes/overrides/production.yaml'));
    rmSync(join(folder.path, 'overrides'), { recursive: true });
    symlinkSync('..2026', join(folder.path, '..data'));
    symlinkSync('..data/production.yaml', join(folder.path, 'production.yaml'));
  };

  const readPod = (name: string): ShellStep => {
    const [container] = readCronJob(name).jobTemplate.spec.template.spec.containers;
    const secret: Readonly<Record<string, string>> = {
      key: KEY,
      'write-token': 'writer',
      'read-only-token': 'read-only',
    };
    return {
      script: `exec qoverride ${container.args.join(' ')}`,
      env: {
        ...Object.fromEntries(
          container.env.map((one) => [one.name, secret[one.valueFrom.secretKeyRef.key] ?? '']),
        ),
        CHECKOUT_DATABASE_URL: VALUE,
      },
    };
  };

  it('applies hourly what a ConfigMap says, and tells by its exit code when somebody edited it', async () => {
    const bench = await setUp('kubernetes', TOKENS);
    mount(bench.folder);
    const before = readdirSync(bench.folder.path, { recursive: true });
    expect((await bench.run(readPod('check'))).exitCode).toBe(2);
    await succeed(bench, readPod('apply'));
    expect(overrides(bench)).toEqual([VALUE]);
    await succeed(bench, readPod('check'));
    await editInConsole(bench);
    const check = await bench.run(readPod('check'));
    expect(check.exitCode).toBe(2);
    expect(check.stdout).toContain('edited outside by Jane Doe from CONSOLE at ');
    await succeed(bench, readPod('apply'));
    expect(overrides(bench)).toEqual([VALUE]);
    expect(writes(bench)).toEqual(['POST', 'PUT', 'PUT']);
    // The file system of the container is read-only.
    expect(readdirSync(bench.folder.path, { recursive: true })).toEqual(before);
  });

  it.each(['apply', 'check'])('%s.yaml asks for no right that it does not need', (name) => {
    const { concurrencyPolicy, jobTemplate } = readCronJob(name);
    const { backoffLimit, template } = jobTemplate.spec;
    const [container] = template.spec.containers;
    expect({ concurrencyPolicy, backoffLimit, ...template.spec }).toMatchObject({
      concurrencyPolicy: 'Forbid',
      backoffLimit: 0,
      restartPolicy: 'Never',
      automountServiceAccountToken: false,
      securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
    });
    expect(container).toMatchObject({
      securityContext: {
        readOnlyRootFilesystem: true,
        allowPrivilegeEscalation: false,
        capabilities: { drop: ['ALL'] },
      },
      resources: { requests: { cpu: '50m', memory: '128Mi' }, limits: { memory: '256Mi' } },
      volumeMounts: [{ readOnly: true }],
    });
  });
});

interface CronJobSpec {
  readonly concurrencyPolicy: string;
  readonly jobTemplate: {
    readonly spec: {
      readonly backoffLimit: number;
      readonly template: {
        readonly spec: {
          readonly containers: readonly [
            {
              readonly args: readonly string[];
              readonly env: readonly {
                readonly name: string;
                readonly valueFrom: { readonly secretKeyRef: { readonly key: string } };
              }[];
            },
          ];
        };
      };
    };
  };
}
