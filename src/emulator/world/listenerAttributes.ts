// The attributes of a listener, by its protocol: what they start as, and which values they take.
import { between, text, trueOrFalse, type AttributeRule, type AttributeTable } from './attributeTables';
import type { Listener } from './loadBalancingTypes';

type Owner = Pick<Listener, 'protocol'>;
type Rule = AttributeRule<Owner>;

const overHttp: Pick<Rule, 'of'> = { of: ({ protocol }) => protocol === 'HTTP' || protocol === 'HTTPS' };
const overHttps: Pick<Rule, 'of'> = { of: ({ protocol }) => protocol === 'HTTPS' };

/** Request headers of the load balancer's own, which can be given another name. */
const renamedHeaders = [
  'X-Amzn-Mtls-Clientcert-Serial-Number',
  'X-Amzn-Mtls-Clientcert-Issuer',
  'X-Amzn-Mtls-Clientcert-Subject',
  'X-Amzn-Mtls-Clientcert-Validity',
  'X-Amzn-Mtls-Clientcert-Leaf',
  'X-Amzn-Mtls-Clientcert',
  'X-Amzn-Tls-Version',
  'X-Amzn-Tls-Cipher-Suite',
];

/** Response headers that are added, and not sent as long as they have no value. */
const addedHeaders: readonly (readonly [string, Pick<Rule, 'accepts' | 'values'>])[] = [
  ['strict_transport_security', text(1024)],
  ['access_control_allow_origin', text(1024)],
  ['access_control_allow_methods', text(1024)],
  ['access_control_allow_headers', text(1024)],
  [
    'access_control_allow_credentials',
    { accepts: (value) => value === 'true' || value === '', values: 'true' },
  ],
  ['access_control_expose_headers', text(1024)],
  [
    'access_control_max_age',
    { ...between(0, 86400), accepts: (value) => /^\d{0,5}$/.test(value) && Number(value) <= 86400 },
  ],
  ['content_security_policy', text(1024)],
  ['x_content_type_options', { accepts: (value) => value === 'nosniff' || value === '', values: 'nosniff' }],
  [
    'x_frame_options',
    {
      accepts: (value) => ['DENY', 'SAMEORIGIN', ''].includes(value) || /^ALLOW-FROM \S+$/.test(value),
      values: 'DENY, SAMEORIGIN or ALLOW-FROM followed by an origin',
    },
  ],
];

export const listenerAttributes: AttributeTable<Owner> = {
  owner: 'Listener',
  describe: ({ protocol }) => `A listener with protocol '${protocol}'`,
  rules: {
    'tcp.idle_timeout.seconds': {
      of: ({ protocol }) => protocol === 'TCP',
      initial: '350',
      ...between(60, 6000),
    },
    ...Object.fromEntries(
      renamedHeaders.map((header): [string, Rule] => [
        `routing.http.request.${header.toLowerCase().replaceAll('-', '_')}.header_name`,
        {
          ...overHttps,
          initial: header,
          accepts: (value) => /^[A-Za-z0-9_-]{1,40}$/.test(value),
          values: 'a header name of 40 characters at most',
        },
      ]),
    ),
    'routing.http.response.server.enabled': { ...overHttp, initial: 'true', ...trueOrFalse },
    ...Object.fromEntries(
      addedHeaders.map(([header, values]): [string, Rule] => [
        `routing.http.response.${header}.header_value`,
        { ...overHttp, initial: '', ...values },
      ]),
    ),
  },
  conflict: () => undefined,
};
