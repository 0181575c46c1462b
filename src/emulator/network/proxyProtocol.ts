// The header of version 2 of the proxy protocol, which tells a target who connected to the load balancer.
import ipaddr from 'ipaddr.js';

const signature = Buffer.from('0d0a0d0a000d0a515549540a', 'hex');
const versionAndProxy = 0x21;
const tcpOverIpv4 = 0x11;
const tcpOverIpv6 = 0x21;

interface End {
  readonly address: string;
  readonly port: number;
}

export function proxyHeader(client: End, loadBalancer: End): Buffer {
  const addresses = [client, loadBalancer].map(({ address }) =>
    Buffer.from(ipaddr.parse(address).toByteArray()),
  );
  const ports = Buffer.alloc(4);
  ports.writeUInt16BE(client.port, 0);
  ports.writeUInt16BE(loadBalancer.port, 2);
  const body = Buffer.concat([...addresses, ports]);
  const family = addresses[0]?.length === 4 ? tcpOverIpv4 : tcpOverIpv6;
  const head = Buffer.from([versionAndProxy, family, 0, body.length]);
  return Buffer.concat([signature, head, body]);
}
