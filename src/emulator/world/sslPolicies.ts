// The predefined security policies of HTTPS and TLS listeners: their protocols and ciphers.

type Protocol = 'TLSv1' | 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3';

export interface SslPolicy {
  readonly name: string;
  readonly protocols: readonly Protocol[];
  /** In order of preference. */
  readonly ciphers: readonly string[];
}

/** What a listener has that names none. */
export const defaultSslPolicy = 'ELBSecurityPolicy-2016-08';

/** In order of preference, with the kind that policies take or leave as a whole. */
const ciphers = [
  ['TLS_AES_128_GCM_SHA256', 'tls13'],
  ['TLS_AES_256_GCM_SHA384', 'tls13'],
  ['TLS_CHACHA20_POLY1305_SHA256', 'tls13'],
  ['ECDHE-ECDSA-AES128-GCM-SHA256', 'ecdheGcm'],
  ['ECDHE-RSA-AES128-GCM-SHA256', 'ecdheGcm'],
  ['ECDHE-ECDSA-AES128-SHA256', 'ecdheSha2'],
  ['ECDHE-RSA-AES128-SHA256', 'ecdheSha2'],
  ['ECDHE-ECDSA-AES128-SHA', 'ecdheSha1'],
  ['ECDHE-RSA-AES128-SHA', 'ecdheSha1'],
  ['ECDHE-ECDSA-AES256-GCM-SHA384', 'ecdheGcm'],
  ['ECDHE-RSA-AES256-GCM-SHA384', 'ecdheGcm'],
  ['ECDHE-ECDSA-AES256-SHA384', 'ecdheSha2'],
  ['ECDHE-RSA-AES256-SHA384', 'ecdheSha2'],
  ['ECDHE-ECDSA-AES256-SHA', 'ecdheSha1'],
  ['ECDHE-RSA-AES256-SHA', 'ecdheSha1'],
  ['AES128-GCM-SHA256', 'rsaSha2'],
  ['AES128-SHA256', 'rsaSha2'],
  ['AES128-SHA', 'rsaSha1'],
  ['AES256-GCM-SHA384', 'rsaSha2'],
  ['AES256-SHA256', 'rsaSha2'],
  ['AES256-SHA', 'rsaSha1'],
  ['DES-CBC3-SHA', 'des'],
] as const;

type Kind = (typeof ciphers)[number][1];

/** Every version from one to another, the newest first. */
function versions(from: Protocol, to: Protocol): Protocol[] {
  const all: readonly Protocol[] = ['TLSv1.3', 'TLSv1.2', 'TLSv1.1', 'TLSv1'];
  return all.slice(all.indexOf(to), all.indexOf(from) + 1);
}

function policy(name: string, protocols: Protocol[], kinds: readonly Kind[]): SslPolicy {
  return {
    name: `ELBSecurityPolicy-${name}`,
    protocols,
    ciphers: ciphers.filter(([, kind]) => kinds.includes(kind)).map(([cipher]) => cipher),
  };
}

const forwardSecret = ['ecdheGcm', 'ecdheSha2', 'ecdheSha1'] as const;
const withoutTls13 = [...forwardSecret, 'rsaSha2', 'rsaSha1'] as const;
const upToTls13 = ['tls13', ...withoutTls13] as const;

/** Those with TLS 1.3 come again with post-quantum key exchange. */
const tls13Policies = [
  ['TLS13-1-2-Res', 'TLSv1.2', ['tls13', 'ecdheGcm']],
  ['TLS13-1-2', 'TLSv1.2', ['tls13', 'ecdheGcm', 'ecdheSha2']],
  ['TLS13-1-2-Ext1', 'TLSv1.2', ['tls13', 'ecdheGcm', 'ecdheSha2', 'rsaSha2']],
  ['TLS13-1-2-Ext2', 'TLSv1.2', upToTls13],
  ['TLS13-1-0', 'TLSv1', upToTls13],
  ['TLS13-1-3', 'TLSv1.3', ['tls13']],
] as const;

export const sslPolicies: readonly SslPolicy[] = [
  policy('2016-08', versions('TLSv1', 'TLSv1.2'), withoutTls13),
  ...tls13Policies.flatMap(([name, from, kinds]) => [
    policy(`${name}-2021-06`, versions(from, 'TLSv1.3'), kinds),
    policy(`${name}-PQ-2025-09`, versions(from, 'TLSv1.3'), kinds),
  ]),
  policy('TLS13-1-1-2021-06', versions('TLSv1.1', 'TLSv1.3'), upToTls13),
  policy('TLS-1-2-2017-01', versions('TLSv1.2', 'TLSv1.2'), ['ecdheGcm', 'ecdheSha2', 'rsaSha2']),
  policy('TLS-1-2-Ext-2018-06', versions('TLSv1.2', 'TLSv1.2'), withoutTls13),
  policy('TLS-1-1-2017-01', versions('TLSv1.1', 'TLSv1.2'), withoutTls13),
  policy('TLS-1-0-2015-04', versions('TLSv1', 'TLSv1.2'), [...withoutTls13, 'des']),
  policy('2015-05', versions('TLSv1', 'TLSv1.2'), withoutTls13),
  policy('FS-2018-06', versions('TLSv1', 'TLSv1.2'), forwardSecret),
  policy('FS-1-1-2019-08', versions('TLSv1.1', 'TLSv1.2'), forwardSecret),
  policy('FS-1-2-2019-08', versions('TLSv1.2', 'TLSv1.2'), forwardSecret),
  policy('FS-1-2-Res-2019-08', versions('TLSv1.2', 'TLSv1.2'), ['ecdheGcm', 'ecdheSha2']),
  policy('FS-1-2-Res-2020-10', versions('TLSv1.2', 'TLSv1.2'), ['ecdheGcm']),
];
