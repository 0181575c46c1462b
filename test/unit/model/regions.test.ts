// The list of Regions is whole and has each once.
import { expect, it } from 'vitest';
import { REGIONS } from '../../../src/model/regions';

it('has each Region once, under an id and a name of its own', () => {
  expect(new Set(REGIONS.map(({ id }) => id)).size).toBe(REGIONS.length);
  expect(new Set(REGIONS.map(({ name }) => name)).size).toBe(REGIONS.length);
  for (const { id, name } of REGIONS) {
    expect(id).toMatch(/^[a-z]{2}(-gov)?-[a-z]+-\d$/);
    expect(name).toMatch(/^\S.* \(.+\)$/);
  }
});

it('has commercial, China and GovCloud Regions', () => {
  const ids = REGIONS.map(({ id }) => id);
  expect(ids).toEqual(expect.arrayContaining(['us-east-1', 'eu-central-1', 'ap-southeast-2', 'sa-east-1']));
  expect(ids.filter((id) => id.startsWith('cn-'))).toHaveLength(2);
  expect(ids.filter((id) => id.startsWith('us-gov-'))).toHaveLength(2);
});
